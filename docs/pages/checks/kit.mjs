// What every mock page shares: texts, escapes, the frame.
export const texts = new Map();
let lang = 'fr';
export const langs = ['fr', 'ar', 'en'];
export const use = (l) => { lang = l; };
export const code = () => lang;
export const rtl = () => lang === 'ar';
export const esc = (s) => String(s).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const french = (s) => s.replace(/ ([:;?!%»])/g, '\u00a0$1').replace(/« /g, '«\u00a0').replace(/(\d) (\d{3}\b|km|min|h\b|ans|lits?)/g, '$1\u00a0$2');
/** A text by its key: French, Arabic, English; `{name}` stands for an argument. */
export function t(key, fr, ar, en, args = {}) {
  const known = texts.get(key);
  const row = [fr, ar, en];
  if (known && known.join('|') !== row.join('|')) throw new Error(`two texts for ${key}`);
  texts.set(key, row);
  let s = row[langs.indexOf(lang)];
  if (s === undefined) throw new Error(`no ${lang} for ${key}`);
  for (const [k, v] of Object.entries(args)) s = s.replaceAll(`{${k}}`, v);
  return lang === 'fr' ? french(s) : s;
}
export const pick = (fr, ar, en) => [fr, ar, en ?? fr][langs.indexOf(lang)];
export const icon = (name) => `<svg class="icon" aria-hidden="true"><use href="/assets/icons.svg?v=mock#${name}"/></svg>`;
let keys = 0;
const uuid = () => `0197b0aa-7d0c-7000-8000-${String(++keys).padStart(12, '0')}`;
export const csrf = () => '<input type="hidden" name="csrf" value="mock-csrf">';
export const hidden = () => `${csrf()}<input type="hidden" name="idempotency_key" value="${uuid()}">`;
export const post = (action, inner, attrs = '') => `<form method="post" action="${action}"${attrs}>${hidden()}${inner}</form>`;
export const bdi = (s) => `<bdi>${esc(s)}</bdi>`;
export const ltr = (s) => `<bdi dir="ltr">${esc(s)}</bdi>`;
export const tel = (number, text, cls = '') => `<a class="btn ${cls}" href="tel:${number.replace(/ /g, '')}">${icon('phone')}<span>${text}</span></a>`;
export const NOW = Date.parse('2026-05-14T01:22:18Z');
const iso = (minutes) => new Date(NOW + minutes * 60000).toISOString().replace('.000', '');
const two = (n) => String(n).padStart(2, '0');
/** A clock time of Morocco, `minutes` from now. */
export const clock = (minutes) => { const d = new Date(NOW + minutes * 60000 + 3600000); return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`; };
export const at = (minutes) => `<time datetime="${iso(minutes)}">${clock(minutes)}</time>`;
const fill = (pattern, seconds) => pattern.replace('{h}', Math.floor(seconds / 3600)).replace('{m}', pattern.includes('{h}') ? two(Math.floor(seconds / 60) % 60) : Math.floor(seconds / 60)).replace('{s}', two(Math.floor(seconds) % 60));
const ticking = (name, target, under, hours, over) => {
  const seconds = Math.abs((target - NOW) / 1000);
  const text = fill(seconds < 3600 ? under : hours, seconds);
  const when = new Date(target).toISOString().replace('.000', '');
  return `<time datetime="${when}" data-${name}="${when}" data-under="${under}" data-hours="${hours}"${over ? ` data-over="${over}"` : ''}>${text}</time>`;
};
/** Counts down to a moment. */
export const left = (minutes, seconds = 0) => ticking('until', NOW + minutes * 60000 + seconds * 1000,
  t('pages-left', 'encore {m}:{s}', 'باقٍ {m}:{s}', '{m}:{s} left', { m: '{m}', s: '{s}' }),
  t('pages-left-hours', 'encore {h} h {m}', 'باقٍ {h} س {m} د', '{h} h {m} min left', { h: '{h}', m: '{m}' }),
  t('pages-left-none', 'délai passé', 'انقضت المهلة', 'time is up'));
export const inn = (minutes) => ticking('until', NOW + minutes * 60000,
  t('pages-in', 'dans {m} min', 'بعد {m} د', 'in {m} min', { m: '{m}' }),
  t('pages-in-hours', 'dans {h} h {m}', 'بعد {h} س {m} د', 'in {h} h {m} min', { h: '{h}', m: '{m}' }),
  t('pages-in-none', 'maintenant', 'الآن', 'now'));
/** Counts up from a moment. */
export const since = (minutes) => ticking('since', NOW - minutes * 60000,
  t('pages-for', '{m} min', '{m} د', '{m} min', { m: '{m}' }),
  t('pages-for-hours', '{h} h {m}', '{h} س {m} د', '{h} h {m} min', { h: '{h}', m: '{m}' }));

export const says = {
  age: (g, n) => ({
    girl: t('pages-girl', 'Fille, {n} ans', 'فتاة، {n} سنة', 'Girl, {n}', { n }),
    boy: t('pages-boy', 'Garçon, {n} ans', 'فتى، {n} سنة', 'Boy, {n}', { n }),
  })[g],
  tonight: () => t('pages-urgency-emergency', 'cette nuit', 'الليلة', 'tonight'),
  day: () => t('pages-urgency-urgent', 'sous 24 h', 'خلال 24 ساعة', 'within 24 h'),
};

const words = () => ({
  'net-live': t('pages-net-live', 'En direct', 'مباشر', 'Live'),
  'net-waiting': t('pages-net-waiting', 'Connexion…', 'جارٍ الاتصال…', 'Connecting…'),
  'net-offline': t('pages-net-offline', 'Hors ligne depuis {time}', 'بلا شبكة منذ {time}', 'Offline since {time}', { time: '{time}' }),
  'net-read': t('pages-net-read', 'Sans réseau : page lue à {time}', 'بلا شبكة: هذه الصفحة من {time}', 'No network: this page was read at {time}', { time: '{time}' }),
  'net-queued': t('pages-net-queued', 'à envoyer : {n}', 'بانتظار الإرسال: {n}', 'to send: {n}', { n: '{n}' }),
  'net-over': t('pages-net-over', 'Vous n’êtes plus connecté. Rechargez la page pour vous connecter.', 'انتهت جلستكم. أعيدوا تحميل الصفحة لتسجيل الدخول.', 'You are signed out. Reload the page to sign in.'),
  'net-needed': t('pages-net-needed', 'Pas de réseau : rien n’est parti. Appelez, ou réessayez plus tard.', 'لا شبكة: لم يُرسل شيء. اتصلوا هاتفيًا أو أعيدوا المحاولة لاحقًا.', 'No network: nothing was sent. Call, or try again later.'),
  saving: t('pages-saving', 'Enregistrement…', 'جارٍ الحفظ…', 'Saving…'),
  saved: t('pages-saved', 'Enregistré à {time}', 'حُفظ على الساعة {time}', 'Saved at {time}', { time: '{time}' }),
  waits: t('pages-waits', 'En attente du réseau', 'بانتظار الشبكة', 'Waiting for network'),
  refused: t('pages-refused', 'Pas accepté : {reason}', 'لم يُقبل: {reason}', 'Not taken: {reason}', { reason: '{reason}' }),
  sent: t('pages-sent', 'Envoyé. Voir la réponse', 'أُرسل. عرض الجواب', 'Sent. See the answer'),
  'too-old': t('pages-too-old', 'trop ancien pour partir seul ; demandez à nouveau', 'مضى عليه وقت طويل فلم يُرسل؛ أعيدوا الطلب', 'too old to be sent by itself; please ask again'),
  forget: t('pages-forget', 'Effacer', 'مسح', 'Clear'),
  'sign-out-unsent': t('pages-sign-out-unsent', 'Encore à envoyer : {n}. Se déconnecter efface tout de ce téléphone. Continuer ?', 'ما زال بانتظار الإرسال: {n}. تسجيل الخروج يمسح كل شيء من هذا الهاتف. هل تتابعون؟', 'Still to send: {n}. Signing out clears all of it from this phone. Go on?', { n: '{n}' }),
  'sound-blocked': t('pages-sound-blocked', 'Touchez la page une fois pour que le son marche.', 'المسوا الصفحة مرة واحدة ليعمل الصوت.', 'Touch the page once to let it sound.'),
});

const tabs = {
  outreach: () => [['/outreach', t('pages-tab-ask', 'Un lit', 'سرير', 'A bed')], ['/outreach/requests', t('pages-tab-requests', 'Mes demandes', 'طلباتنا', 'Our requests')]],
  shelter: () => [['/shelter', t('pages-tab-beds', 'Nos lits', 'أسرّتنا', 'Our beds')], ['/shelter/history', t('pages-tab-history', 'Historique', 'السجل', 'History')]],
  coordinator: () => [['/coordinator', t('pages-tab-without', 'Sans lit', 'بلا سرير', 'Without a bed')], ['/coordinator/board', t('pages-tab-board', 'Tableau', 'اللوحة', 'Board')], ['/coordinator/map', t('pages-tab-map', 'Carte', 'الخريطة', 'Map')], ['/coordinator/gap', t('pages-tab-gap', 'Écart', 'الفجوة', 'Gap')], ['/coordinator/duty', t('pages-tab-duty', 'Astreinte', 'المناوبة', 'Duty')]],
};
export const names = { fr: 'Français', ar: 'العربية', en: 'English' };

/** A whole page. */
export function page({ title, role, at: here, main, wide, events = '', who, templates = '' }) {
  const l = lang;
  const lang_form = `<form class="tight" method="post" action="/language">${role ? csrf() : ''}<input type="hidden" name="return_to" value="${here}">${langs.map((c) => `<button name="lang" value="${c}" lang="${c}" dir="${c === 'ar' ? 'rtl' : 'ltr'}" aria-pressed="${c === l}">${names[c]}</button>`).join('')}</form>`;
  const menu = role ? `<details class="menu" name="top"><summary>${t('pages-menu', 'Menu', 'القائمة', 'Menu')}</summary><div><p class="soft small">${bdi(who)}</p><a class="btn plain" href="/account">${t('pages-account', 'Mon compte', 'حسابي', 'My account')}</a>${`<form method="post" action="/sign-out" data-sign-out>${csrf()}<button>${t('pages-sign-out', 'Se déconnecter', 'تسجيل الخروج', 'Sign out')}</button></form>`}</div></details>` : '';
  const nav = role ? `<nav class="tabs" aria-label="${t('pages-nav', 'Pages', 'الصفحات', 'Pages')}"><ul>${tabs[role]().map(([href, text]) => `<li><a href="${href}"${href === here ? ' aria-current="page"' : ''}>${text}</a></li>`).join('')}</ul></nav>` : '';
  return `<!doctype html>
<html lang="${l}" dir="${rtl() ? 'rtl' : 'ltr'}" data-zone="Africa/Casablanca">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Mabit</title>
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#faf6ef" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#1d2b2a" media="(prefers-color-scheme: dark)">
<meta name="mabit-now" content="2026-05-14T01:22:18Z">
<meta name="mabit-version" content="mock">
${role ? '<meta name="mabit-account" content="a1">\n<meta name="mabit-csrf" content="mock-csrf">\n' : ''}<link rel="manifest" href="/assets/manifest.webmanifest">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/assets/icon-192.png">
<link rel="stylesheet" href="/assets/style.css?v=mock">
<script src="/assets/app.js?v=mock" defer></script>
<script src="/assets/queue.js?v=mock" defer></script>
</head>
<body${wide ? ' class="wide"' : ''}${role ? ` data-events="${events}"` : ' data-signed-out'}>
<a class="unseen back" href="#main">${t('pages-skip', 'Aller au contenu', 'إلى المحتوى', 'Skip to content')}</a>
<header>
<div class="top">
<a class="brand" href="/" aria-label="مبيت · Mabit"><svg aria-hidden="true"><use href="/assets/icons.svg?v=mock#mabit-ar"/></svg><svg aria-hidden="true"><use href="/assets/icons.svg?v=mock#mabit-la"/></svg></a>
<details class="menu" name="top"><summary><span aria-hidden="true">${{ fr: 'FR', ar: 'ع', en: 'EN' }[l]}</span><span class="unseen">${t('pages-language', 'Langue : {name}', 'اللغة: {name}', 'Language: {name}', { name: names[l] })}</span></summary><div>${lang_form}</div></details>
${menu}
</div>
${nav}
<p class="net" id="net"></p>
<ul class="queue" id="queue" aria-label="${t('pages-queue', 'En attente du réseau', 'بانتظار الشبكة', 'Waiting for network')}"></ul>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<p class="unseen" id="say" role="status" aria-live="polite"></p>
<template id="words">${Object.entries(words()).map(([k, v]) => `<p data-word="${k}">${v}</p>`).join('')}</template>
${templates}</body>
</html>
`;
}
