import { writeFileSync, mkdirSync } from 'node:fs';
import { t, pick, icon, post, hidden, csrf, bdi, ltr, tel, at, clock, left, inn, since, says, page, use, langs, texts, rtl, esc, names } from './kit.mjs';

const card = (inner, cls = '', attrs = '') => `<div class="card ${cls}"${attrs}>\n${inner}\n</div>`;
const more = (summary, inner, attrs = '') => `<details class="more"${attrs}><summary>${summary}</summary>\n${inner}\n</details>`;
const state = (cls, text) => `<span class="dot ${cls}">${text}</span>`;
const option = (v, text, on) => `<option value="${v}"${on ? ' selected' : ''}>${text}</option>`;
const chip = (type, name, value, text, on, attrs = '') => `<label class="chip"><input type="${type}" name="${name}" value="${value}"${on ? ' checked' : ''}${attrs}><span>${text}</span></label>`;
const cities = () => [['nador', pick('Nador', 'الناظور', 'Nador')], ['oujda', pick('Oujda', 'وجدة', 'Oujda')], ['al-hoceima', pick('Al Hoceïma', 'الحسيمة', 'Al Hoceima')], ['fes', pick('Fès', 'فاس', 'Fez')], ['casablanca', pick('Casablanca', 'الدار البيضاء', 'Casablanca')], ['rabat', pick('Rabat', 'الرباط', 'Rabat')], ['tanger', pick('Tanger', 'طنجة', 'Tangier')], ['marrakech', pick('Marrakech', 'مراكش', 'Marrakesh')]];
const city = (c) => cities().find(([k]) => k === c)[1];
const km = (n) => t('pages-km', '{n} km', '{n} كلم', '{n} km', { n });
const call = (number, cls = '') => tel(number, t('pages-call', 'Appeler', 'اتصال', 'Call'), cls);
const callName = (number, name) => tel(number, t('pages-call-name', 'Appeler {name}', 'اتصال بـ{name}', 'Call {name}', { name: `<bdi>${esc(name)}</bdi>` }));
const way = (where) => `<a class="btn" href="geo:0,0?q=${where}">${icon('way')}${t('pages-way', 'Itinéraire', 'الطريق', 'Way')}</a>`;
const code = (s) => `<bdi class="code" dir="ltr">${s}</bdi>`;
const beds = (n) => ({ 1: t('pages-free-one', '1 libre', 'سرير شاغر', '1 free'), 2: t('pages-free-two', '2 libres', 'سريران شاغران', '2 free'), 3: t('pages-free-3', '3 libres', '3 أسرّة شاغرة', '3 free'), 4: t('pages-free-4', '4 libres', '4 أسرّة شاغرة', '4 free'), 5: t('pages-free-5', '5 libres', '5 أسرّة شاغرة', '5 free') })[n];
const promisedBeds = (n) => ({ 1: t('pages-promised-one', '1 promis', 'سرير موعود', '1 promised'), 2: t('pages-promised-two', '2 promis', 'سريران موعودان', '2 promised') })[n];
const full = () => t('pages-full', 'complet', 'ممتلئ', 'full');
const needs = () => ({
  wheelchair: t('pages-need-wheelchair', 'Fauteuil roulant', 'كرسي متحرك', 'Wheelchair'),
  medical_care: t('pages-need-medical', 'Soins', 'علاج', 'Medical care'),
  infant_care: t('pages-need-infant', 'Nourrisson', 'رضيع', 'Infant'),
  psychosocial_care: t('pages-need-psychosocial', 'Soutien psy', 'دعم نفسي', 'Counselling'),
  pregnancy: t('pages-need-pregnancy', 'Grossesse', 'حمل', 'Pregnancy'),
  interpreter: t('pages-need-interpreter', 'Interprète', 'ترجمة', 'Interpreter'),
  separate_room: t('pages-need-room', 'Chambre à part', 'غرفة منفصلة', 'Room of their own'),
});

// --- sign in
const signIn = (wrong) => page({
  title: t('pages-signin-title', 'Se connecter', 'تسجيل الدخول', 'Sign in'), at: '/sign-in',
  main: `${wrong ? `<div class="problem" role="alert" tabindex="-1" data-reason><p>${t('pages-signin-wrong', 'Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez-les, puis réessayez.', 'العنوان وكلمة المرور لا يتطابقان. تحققوا منهما ثم أعيدوا المحاولة.', 'This address and this password do not go together. Check both, then try again.')}</p></div>` : ''}
<h1>${t('pages-signin-heading', 'Un lit pour cette nuit', 'سرير لهذه الليلة', 'A bed for tonight')}</h1>
<p class="soft">${t('pages-signin-lead', 'Les équipes de rue, les foyers et la coordination se connectent ici.', 'من هنا تدخل فرق الشارع ومراكز الإيواء والتنسيق.', 'Street teams, shelters and coordinators sign in here.')}</p>
<form method="post" action="/sign-in">${csrf()}
<div class="field"><label for="email">${t('pages-email', 'Adresse e-mail', 'البريد الإلكتروني', 'Email address')}</label><input id="email" name="email" type="email" dir="ltr" autocomplete="username" required maxlength="254"${wrong ? ' value="rue@asticude.example" aria-invalid="true"' : ''}></div>
<div class="field"><label for="password">${t('pages-password', 'Mot de passe', 'كلمة المرور', 'Password')}</label><input id="password" name="password" type="password" dir="ltr" autocomplete="current-password" required maxlength="200"${wrong ? ' aria-invalid="true"' : ''}></div>
${chip('checkbox', 'stay', '1', t('pages-stay', 'Rester connecté 30 jours sur ce téléphone', 'البقاء متصلًا 30 يومًا على هذا الهاتف', 'Stay signed in on this phone for 30 days'), true)}
<div class="act"><button class="main">${t('pages-signin', 'Se connecter', 'دخول', 'Sign in')}</button></div>
</form>
<p class="soft small">${t('pages-signin-lost', 'Mot de passe oublié ? La personne qui administre Mabit peut vous envoyer un lien.', 'نسيتم كلمة المرور؟ يمكن لمن يدير «مبيت» أن يرسل لكم رابطًا.', 'Forgotten your password? Whoever administers Mabit can send you a link.')}</p>`,
});

// --- outreach
const team = () => pick('Équipe de rue, Nador', 'فريق الشارع، الناظور', 'Street team, Nador');
const childRow = (i, n, age = '', gender = 'female', wrong = false, first = false) => `<fieldset class="card" id="child-${i}" data-child>
<legend class="unseen">${t('pages-child', 'Enfant {n}', 'الطفل {n}', 'Child {n}', { n: `<span data-n>${n}</span>` })}</legend>
<div class="spread"><strong aria-hidden="true">${t('pages-child', 'Enfant {n}', 'الطفل {n}', 'Child {n}', { n: `<span data-n>${n}</span>` })}</strong>
${first ? '' : `<button class="plain" name="remove" value="${i}" formnovalidate>${t('pages-remove', 'Retirer', 'حذف', 'Remove')}<span class="unseen"> ${t('pages-child', 'Enfant {n}', 'الطفل {n}', 'Child {n}', { n: `<span data-n>${n}</span>` })}</span></button>`}</div>
<div class="row"><label for="age-${i}">${t('pages-age', 'Âge', 'العمر', 'Age')}</label><input class="age" id="age-${i}" name="age-${i}" type="number" inputmode="numeric" min="0" max="120" required value="${age}"${wrong ? ` aria-invalid="true" aria-describedby="age-${i}-wrong"` : ''}>
${chip('checkbox', `guess-${i}`, '1', t('pages-guess', 'Âge estimé', 'العمر تقديري', 'Age is a guess'))}</div>
<div class="chips thirds">
${chip('radio', `gender-${i}`, 'female', t('pages-gender-female', 'Fille', 'فتاة', 'Girl'), gender === 'female', ' required')}
${chip('radio', `gender-${i}`, 'male', t('pages-gender-male', 'Garçon', 'فتى', 'Boy'), gender === 'male')}
${chip('radio', `gender-${i}`, 'other', t('pages-gender-other', 'Autre', 'غير ذلك', 'Other'), gender === 'other')}
</div>
${wrong ? `<p class="wrong" id="age-${i}-wrong">${icon('alert')}<span>${t('pages-age-wrong', 'Un âge en années, de 0 à 120. Une estimation suffit.', 'العمر بالسنوات، من 0 إلى 120. يكفي التقدير.', 'An age in years, 0 to 120. A guess will do.')}</span></p>` : ''}
</fieldset>`;
const outreach = (wrong, two) => page({
  title: t('pages-ask-title', 'Trouver un lit', 'إيجاد سرير', 'Find a bed'), role: 'outreach', at: '/outreach', who: team(), events: 'offer request',
  templates: `<template id="child-row">${childRow('{i}', '{n}')}</template>\n`,
  main: `${wrong ? `<div class="problem" role="alert" tabindex="-1" data-reason><p><strong>${t('pages-wrong-one', 'Une réponse manque encore', 'ما زال جواب واحد ناقصًا', 'One answer is still missing')}</strong></p>
<ul><li><a class="back" href="#age-0">${t('pages-age-wrong-short', 'L’âge de l’enfant 1', 'عمر الطفل 1', 'The age of child 1')}</a></li></ul></div>` : ''}
<h1>${t('pages-ask-heading', 'Qui a besoin d’un lit ?', 'من يحتاج إلى سرير؟', 'Who needs a bed?')}</h1>
<form method="post" action="/outreach" data-queue="request" data-label="${t('pages-queue-request', 'Demande de lit de {time}', 'طلب سرير من الساعة {time}', 'Request for a bed, {time}', { time: '{time}' })}">${hidden()}
<div class="field"><label for="city">${t('pages-city', 'Ville', 'المدينة', 'City')}</label><select id="city" name="city">${cities().map(([v, n], i) => option(v, n, i === 0)).join('')}</select></div>
<div class="stack" id="children" data-children>
${childRow(0, 1, wrong ? '' : 14, 'female', wrong, true)}
${two ? childRow(1, 2, 9, 'male') : ''}
</div>
<button class="plain" name="add" value="child" formnovalidate data-add>${icon('plus')}${t('pages-add', 'Un frère ou une sœur', 'أخ أو أخت', 'Brother or sister')}</button>
<fieldset><legend>${t('pages-when', 'Pour quand', 'متى', 'When')}</legend><div class="chips">
${chip('radio', 'urgency', 'emergency', t('pages-when-emergency', 'Cette nuit', 'الليلة', 'Tonight'), true)}${chip('radio', 'urgency', 'urgent', t('pages-when-urgent', '24 heures', '24 ساعة', '24 hours'))}${chip('radio', 'urgency', 'planned', t('pages-when-planned', 'Cette semaine', 'هذا الأسبوع', 'This week'))}
</div></fieldset>
<fieldset><legend>${t('pages-needs', 'Besoins', 'الاحتياجات', 'Needs')} <span class="soft small">${t('pages-if-any', 's’il y en a', 'إن وُجدت', 'if any')}</span></legend><div class="chips">
${Object.entries(needs()).map(([v, n]) => chip('checkbox', 'needs', v, n)).join('')}
</div></fieldset>
<div class="act"><button class="main">${icon('bed')}${t('pages-find', 'Trouver un lit', 'إيجاد سرير', 'Find a bed')}</button></div>
</form>`,
});

const who1 = () => says.age('girl', 14);
const asked = (extra = '') => `<p class="soft">${who1()} · ${city('nador')} · ${says.tonight()} · ${code('K7Q2-M9XD')}${extra}</p>`;
const part = (name, says, share) => `<tr><th scope="row">${name}</th><td>${says}</td><td><svg class="chart" viewBox="0 0 60 16" width="60" height="16" aria-hidden="true"><rect class="track" y="4" width="60" height="8" rx="4"/><rect class="bar" x="${rtl() ? 60 - share * 60 : 0}" y="4" width="${share * 60}" height="8" rx="4"/></svg></td></tr>`;
const why = () => more(t('pages-why', 'Pourquoi ce foyer', 'لماذا هذا المركز', 'Why this one'), `<table><caption class="unseen">${t('pages-why', 'Pourquoi ce foyer', 'لماذا هذا المركز', 'Why this one')}</caption><thead class="unseen"><tr><th scope="col">${t('pages-why-what', 'Critère', 'المعيار', 'Criterion')}</th><th scope="col">${t('pages-why-says', 'Constat', 'الحال', 'Finding')}</th><th scope="col">${t('pages-why-share', 'Part', 'النسبة', 'Share')}</th></tr></thead><tbody>
${part(t('pages-why-proximity', 'Proche', 'القرب', 'Near'), t('pages-why-same-city', 'même ville, {km}', 'المدينة نفسها، {km}', 'same city, {km}', { km: km(2) }), 0.96)}
${part(t('pages-why-fit', 'Adapté', 'الملاءمة', 'Fits'), t('pages-why-girls', 'filles de 12 à 17 ans', 'فتيات من 12 إلى 17 سنة', 'girls of 12 to 17'), 0.9)}
${part(t('pages-why-headroom', 'De la place', 'المتسع', 'Room'), beds(3), 0.5)}
${part(t('pages-why-fresh', 'Chiffre récent', 'حداثة العدد', 'Fresh count'), t('pages-why-counted', 'compté il y a {min} min', 'عُدّت قبل {min} د', 'counted {min} min ago', { min: 12 }), 0.98)}
${part(t('pages-why-answers', 'Répond vite', 'سرعة الجواب', 'Answers'), t('pages-why-answered', '9 fois sur 10 à temps', '9 من 10 في الوقت', '9 of 10 in time'), 0.9)}
</tbody></table>`);
const reason = {
  girls: () => t('pages-reason-girls', 'n’accueille que des filles', 'للفتيات فقط', 'takes girls only'),
  boys: () => t('pages-reason-boys', 'n’accueille que des garçons', 'للفتيان فقط', 'takes boys only'),
  full: () => t('pages-reason-full', 'complet', 'ممتلئ', 'full'),
  stale: (n) => t('pages-reason-stale', 'chiffre vieux de {n} h : appelez', 'العدد عمره {n} ساعة: اتصلوا بهم', 'count is {n} h old: call them', { n }),
  far: (n) => t('pages-reason-far', 'à {n} km, hors du rayon', 'على بعد {n} كلم، خارج النطاق', '{n} km away, beyond the reach', { n }),
  declined: () => t('pages-reason-declined', 'a déjà dit non : pas de place', 'اعتذر من قبل: لا مكان', 'has said no: no room'),
  closed: () => t('pages-reason-closed', 'fermé en ce moment', 'مغلق حاليًا', 'closed at present'),
  one: () => t('pages-reason-one', 'un lit pour deux', 'سرير واحد لاثنين', 'one bed for two'),
};
const miss = (name, where, why, number) => `<li class="spread"><div><h3>${bdi(name)}</h3><p class="soft small">${where}</p><p class="small">${state('full', why)}</p></div>${call(number)}</li>`;
const missed = () => [
  miss('MS2', `${city('oujda')} · ${km(139)}`, reason.stale(14), '+212 5 36 00 00 05'),
  miss(pick('Asticude, garçons', 'Asticude, garçons', 'Asticude, boys'), `${city('nador')} · ${km(2)}`, reason.boys(), '+212 5 36 00 00 02'),
  miss(pick('Tadamon', 'تضامن', 'Tadamon'), `${city('tanger')} · ${km(325)}`, reason.far(325), '+212 5 39 00 00 06'),
];
const others = () => more(t('pages-others', 'Autres foyers : pourquoi pas (5)', 'مراكز أخرى: لماذا لا (5)', 'Other shelters: why not (5)'), `<ul class="rows">${missed().join('\n')}${miss('Bayti', `${city('casablanca')} · ${km(525)}`, reason.full(), '+212 5 22 00 00 03')}${miss(pick('Al-Karam', 'الكرم', 'Al-Karam'), `${city('marrakech')} · ${km(690)}`, reason.declined(), '+212 5 24 00 00 01')}</ul>`);
const house = () => pick('Asticude, maison des filles', 'بيت الفتيات Asticude', 'Asticude, girls’ house');
const where = () => `<div class="tight stack"><h2 class="big">${bdi(house())}</h2><p>${city('nador')} · ${km(2)} · ${ltr('+212 5 36 00 00 01')}</p></div>
<div class="row grow">${call('+212 5 36 00 00 01')}${way('35.168,-2.933(Asticude)')}</div>`;
const base = '/outreach/requests/K7Q2M9XD';
const arrived = (cls = 'main') => post(`${base}/arrive`, `<button class="${cls}">${icon('check')}${t('pages-arrived', 'L’enfant est arrivé', 'وصل الطفل', 'Child has arrived')}</button>`);
const withdraw = () => post(`${base}/withdraw`, `<button>${t('pages-withdraw', 'Plus besoin de lit', 'لم يعد السرير لازمًا', 'Not needed any more')}</button>`);
const lost = () => post(`${base}/no-contact`, `<button>${t('pages-lost', 'Contact perdu', 'انقطع الاتصال', 'Lost contact')}</button>`);
const answer = (main, title) => page({ title, role: 'outreach', at: '/outreach', who: team(), events: 'offer request escalation', main });

const promised = () => answer(`<div class="stack" id="answer" data-live data-say="${t('pages-say-promised', 'Un lit est promis. On attend leur oui.', 'وُعد بسرير. ننتظر موافقتهم.', 'A bed is promised. Waiting for their yes.')}">
<h1>${t('pages-promised-heading', 'Un lit est promis', 'وُعد بسرير', 'A bed is promised')}</h1>
${asked()}
${card(`<p class="lead promised">${state('promised', t('pages-promised-until', 'Promis jusqu’à {at}', 'موعود حتى {at}', 'Promised until {at}', { at: at(18.7) }))} <span>${left(18, 42)}</span></p>
${where()}
<p class="line">${icon('clock')}<span>${t('pages-waiting-yes', 'On attend leur oui. Vous pouvez déjà partir.', 'ننتظر موافقتهم. يمكنكم الانطلاق الآن.', 'Waiting for their yes. You can set out already.')}</span></p>
${why()}
${others()}`)}
</div>
<div class="act" id="act" data-live><div>${arrived()}</div><div class="row grow">${withdraw()}</div></div>`, t('pages-promised-heading', 'Un lit est promis', 'وُعد بسرير', 'A bed is promised'));

const accepted = () => answer(`<div class="stack" id="answer" data-live data-say="${t('pages-say-accepted', 'Le foyer a dit oui. On vous y attend.', 'وافق المركز. إنهم في انتظاركم.', 'The shelter said yes. They expect you.')}">
<h1>${t('pages-accepted-heading', 'On vous attend', 'إنهم في انتظاركم', 'They expect you')}</h1>
${asked()}
${card(`<p class="lead free">${state('free', t('pages-accepted-at', 'Le foyer a dit oui à {at}', 'وافق المركز على الساعة {at}', 'The shelter said yes at {at}', { at: at(-6) }))}</p>
${where()}
<p>${t('pages-door', 'À la porte, dites : {code}', 'عند الباب قولوا: {code}', 'At the door, say: {code}', { code: code('K7Q2-M9XD') })}</p>
<p class="line soft">${icon('clock')}<span>${t('pages-on-the-way', 'En route depuis {at}. Le lit reste à vous.', 'في الطريق منذ {at}. السرير لكم.', 'On the way since {at}. The bed stays yours.', { at: at(-6) })}</span></p>
${why()}`)}
</div>
<div class="act" id="act" data-live><div>${arrived()}</div><div class="row grow">${lost()}${withdraw()}</div></div>`, t('pages-accepted-heading', 'On vous attend', 'إنهم في انتظاركم', 'They expect you'));

const step = (done, text) => `<li>${state(done, '')}${text}</li>`;
const none = () => answer(`<div class="stack" id="answer" data-live data-say="${t('pages-say-none', 'Pas de lit libre pour l’instant. La coordination est alertée.', 'لا سرير شاغر الآن. نُبِّه التنسيق.', 'No bed free now. The coordinators are alerted.')}">
<h1 class="alarm">${t('pages-none-heading', 'Pas de lit libre pour l’instant', 'لا سرير شاغر الآن', 'No bed free now')}</h1>
${asked()}
${card(`<p class="lead alarm">${state('alarm', t('pages-without-for', 'Sans lit depuis {for}', 'بلا سرير منذ {for}', 'Without a bed for {for}', { for: since(12) }))}</p>
<h2>${t('pages-not-alone', 'Vous n’êtes pas seuls', 'لستم وحدكم', 'You are not alone')}</h2>
<ol class="path stack tight">
${step('free', t('pages-alerted', '{who} : alertée à {at}', '{who}: نُبِّه على الساعة {at}', '{who}: alerted at {at}', { who: pick('Coordination de Nador', 'تنسيق الناظور', 'Nador coordinators'), at: at(-12) }))}
${step('full', t('pages-next-step', '{who} : à {at}, {in}', '{who}: على الساعة {at}، {in}', '{who}: at {at}, {in}', { who: pick('Coordination de l’Oriental', 'تنسيق جهة الشرق', 'Oriental coordinators'), at: at(18), in: inn(18) }))}
</ol>
<p class="soft small">${t('pages-none-next', 'Dès qu’un lit se libère, il vous est promis et cette page le dit.', 'ما إن يشغر سرير حتى يُوعد لكم وتُظهره هذه الصفحة.', 'As soon as a bed comes free it is promised to you, and this page says so.')}</p>`, 'alarm')}
${card(`<h2>${t('pages-worth-a-call', 'À appeler, du plus proche au plus loin du but', 'تستحق الاتصال، الأقرب إلى الحل أولًا', 'Worth a call, nearest miss first')}</h2>
<ul class="rows">${missed().join('\n')}</ul>`)}
</div>
<div class="act" id="act" data-live><div>${tel('+212 5 36 00 00 05', t('pages-call-name', 'Appeler {name}', 'اتصال بـ{name}', 'Call {name}', { name: '<bdi>MS2</bdi>' }), 'main').replace('class="btn main"', 'class="btn main"')}</div><div class="row grow">${lost()}${withdraw()}</div></div>`, t('pages-none-heading', 'Pas de lit libre pour l’instant', 'لا سرير شاغر الآن', 'No bed free now'));

const isArrived = () => answer(`<div class="stack" id="answer" data-live data-say="${t('pages-asked-heading', 'L’enfant est‑il bien arrivé ?', 'هل وصل الطفل؟', 'Has the child arrived?')}">
<h1>${t('pages-asked-heading', 'L’enfant est‑il bien arrivé ?', 'هل وصل الطفل؟', 'Has the child arrived?')}</h1>
${asked()}
${card(`<p class="lead promised">${state('promised', t('pages-on-the-way-for', 'En route depuis {for}', 'في الطريق منذ {for}', 'On the way for {for}', { for: since(184) }))}</p>
<p>${t('pages-asked-next', 'Sans réponse avant {at}, la coordination est alertée. Le lit reste promis.', 'إن لم يصل رد قبل {at} نُبِّه التنسيق. يبقى السرير موعودًا.', 'Without an answer by {at} the coordinators are alerted. The bed stays promised.', { at: at(26) })} <span class="promised">${left(26)}</span></p>
${where()}`)}
</div>
<div class="act" id="act" data-live><div>${post(`${base}/arrive`, `<button class="main">${icon('check')}${t('pages-yes-arrived', 'Oui, arrivé', 'نعم، وصل', 'Yes, arrived')}</button>`)}</div><div class="row grow">${post(`${base}/on-the-way`, `<button>${t('pages-still-on-the-way', 'Encore en route', 'ما زال في الطريق', 'Still on the way')}</button>`)}${lost()}</div></div>`, t('pages-asked-heading', 'L’enfant est‑il bien arrivé ?', 'هل وصل الطفل؟', 'Has the child arrived?'));

const requestRow = (ref, whoText, st, cls, when) => `<li><a class="whole stack tight" href="/outreach/requests/${ref.replace('-', '')}"><span class="spread"><strong>${state(cls, st)}</strong>${code(ref)}</span><span class="soft small">${whoText} · ${when}</span></a></li>`;
const requests = () => page({ title: t('pages-requests-heading', 'Nos demandes', 'طلباتنا', 'Our requests'), role: 'outreach', at: '/outreach/requests', who: team(), events: 'offer request',
  main: `<h1>${t('pages-requests-heading', 'Nos demandes', 'طلباتنا', 'Our requests')}</h1>
<section class="stack" id="open" data-live data-say="${t('pages-say-requests', 'Une demande a changé.', 'تغيّر أحد الطلبات.', 'A request has changed.')}"><h2>${t('pages-open-now', 'En cours', 'جارية', 'Open')}</h2>
<ul class="card rows">
${requestRow('7WZ4-0H3B', `${says.age('boy', 16)} · ${city('nador')}`, t('pages-state-none', 'Pas de lit encore', 'لا سرير بعد', 'No bed yet'), 'alarm', since(12))}
${requestRow('K7Q2-M9XD', `${who1()} · ${city('nador')}`, `${t('pages-state-offered', 'Promis, on attend leur oui', 'موعود، ننتظر الموافقة', 'Promised, waiting for their yes')} · ${left(18, 42)}`, 'promised', at(-2))}
${requestRow('5T9C-V2RA', `${says.age('girl', 9)} + ${says.age('boy', 6)} · ${city('nador')}`, t('pages-state-accepted', 'En route', 'في الطريق', 'On the way'), 'free', at(-32))}
</ul></section>
<section class="stack"><h2>${t('pages-ended', 'Terminées', 'منتهية', 'Ended')}</h2>
<ul class="card rows">
${requestRow('H2MD-81QE', `${says.age('boy', 13)} · ${city('nador')}`, t('pages-state-placed', 'Arrivé', 'وصل', 'Arrived'), 'full', pick('hier, 23:40', 'أمس، 23:40', 'yesterday, 23:40'))}
${requestRow('Q6XB-T4NY', `${says.age('boy', 17)} · ${city('nador')}`, t('pages-state-withdrawn', 'Plus besoin', 'لم يعد لازمًا', 'Not needed any more'), 'full', pick('mar. 12 mai', 'الثلاثاء 12 ماي', 'Tue 12 May'))}
</ul></section>
<div class="act"><a class="btn main" href="/outreach">${icon('plus')}${t('pages-new-request', 'Demander un lit', 'طلب سرير', 'Ask for a bed')}</a></div>` });

// --- shelter
const stepper = (id, name, free, max) => post(`/shelter/pools/${id}`, `
<button class="unseen" name="step" value="0" tabindex="-1" aria-hidden="true"></button>
<button name="step" value="-1" aria-label="${t('pages-one-less', '{pool} : un lit vide de moins', '{pool}: سرير فارغ أقل', '{pool}: one empty bed less', { pool: name })}">${icon('minus')}</button>
<input type="number" name="free" value="${free}" min="0" max="${max}" inputmode="numeric" required aria-label="${t('pages-empty-beds', '{pool} : lits vides en ce moment, sur {max}', '{pool}: الأسرّة الفارغة الآن، من {max}', '{pool}: beds empty now, of {max}', { pool: name, max })}">
<button name="step" value="1" aria-label="${t('pages-one-more', '{pool} : un lit vide de plus', '{pool}: سرير فارغ إضافي', '{pool}: one empty bed more', { pool: name })}">${icon('plus')}</button>
<div class="said row spread small" data-said data-keep></div>`,
  ` class="stepper" id="count-${id}" data-queue="count" data-stepper data-label="${t('pages-queue-count', '{pool} : compte de {time}', '{pool}: عدد الساعة {time}', '{pool}: count of {time}', { pool: name, time: '{time}' })}" data-undo="${t('pages-undo', 'Annuler', 'تراجع', 'Undo')}"`);
const counted = (min) => `<span class="soft small">${t('pages-counted', 'Compté il y a {for}', 'عُدّت قبل {for}', 'Counted {for} ago', { for: since(min) })}</span>`;
const closing = (id) => `<details><summary class=\"btn plain\">${t('pages-close', 'Fermer', 'إغلاق', 'Close')}</summary>${post(`/shelter/pools/${id}/close`, `<p class="small">${t('pages-close-says', 'Rien ne vous sera proposé ici tant que c’est fermé. Les enfants en route restent attendus.', 'لن يُعرض عليكم شيء هنا ما دامت مغلقة. ويبقى من هم في الطريق منتظرين.', 'Nothing will be offered here while it is closed. Children on the way are still expected.')}</p><button>${t('pages-close-do', 'Fermer ce groupe', 'إغلاق هذه المجموعة', 'Close this group')}</button>`)}</details>`;
const pool = (id, name, states, free, max, min) => `<article class="card" id="pool-${id}"><div><h2>${bdi(name)}</h2><p class="spread"><span class="row">${states}</span>${counted(min)}</p></div>
${stepper(id, name, free, max)}
<div class="foot"><button form="count-${id}" name="step" value="0">${t('pages-still-right', 'Toujours juste', 'ما زال صحيحًا', 'Still right')}${icon('check')}</button>${closing(id)}</div></article>`;
const declineReasons = () => [
  ['full', t('pages-decline-full', 'Nous sommes complets', 'نحن ممتلئون', 'We are full')],
  ['count_was_wrong', t('pages-decline-count', 'Le chiffre était faux', 'كان العدد خاطئًا', 'The count was wrong')],
  ['cannot_meet_need', t('pages-decline-need', 'Ce besoin nous dépasse', 'لا نستطيع تلبية هذه الحاجة', 'We can’t meet this need')],
  ['not_eligible', t('pages-decline-eligible', 'Hors de notre accueil', 'خارج ما نستقبله', 'Not whom we may take')],
  ['safety', t('pages-decline-safety', 'Pas sûr, pour l’enfant ou les autres', 'غير آمن، للطفل أو لغيره', 'Not safe, for the child or others')],
  ['closed', t('pages-decline-closed', 'La maison est fermée', 'الدار مغلقة', 'The house is closed')],
  ['other', t('pages-decline-other', 'Autre raison', 'سبب آخر', 'Another reason')],
];
const offer = (id, text, extra, minutes, seconds) => `<article class="card" id="offer-${id}" data-rings><p class="lead promised">${state('promised', t('pages-answer-until', 'Répondre avant {at}', 'الرد قبل {at}', 'Answer by {at}', { at: at(minutes + seconds / 60) }))} <span>${left(minutes, seconds)}</span></p>
<div class="stack tight"><h3 class="big">${text}</h3><p class="soft">${extra}</p></div>
${post(`/shelter/offers/${id}/accept`, `<button class="main">${icon('check')}${t('pages-accept', 'Oui, nous l’accueillons', 'نعم، نستقبله', 'Yes, we take the child')}</button>`)}
<details><summary class="btn">${t('pages-cannot', 'Nous ne pouvons pas', 'لا نستطيع', 'We can’t')}</summary>${post(`/shelter/offers/${id}/decline`, `<fieldset><legend>${t('pages-why-not', 'Pourquoi ? Le foyer suivant est aussitôt sollicité.', 'لماذا؟ يُسأل المركز التالي فورًا.', 'Why? The next shelter is asked at once.')}</legend><div class="choices">${declineReasons().map(([v, n]) => `<button name="reason" value="${v}">${n}</button>`).join('')}</div></fieldset>`)}</details>
</article>`;
const house2 = () => pick('Asticude, foyer', 'دار Asticude', 'Asticude, house');
const poolNames = () => [pick('Filles 12–17', 'فتيات 12–17', 'Girls 12–17'), pick('Garçons 10–17', 'فتيان 10–17', 'Boys 10–17'), pick('Fratries 0–17', 'إخوة 0–17', 'Siblings 0–17')];
const shelter = () => page({ title: t('pages-shelter-title', 'Nos lits', 'أسرّتنا', 'Our beds'), role: 'shelter', at: '/shelter', wide: true, who: house2(), events: 'pool offer request',
  main: `<h1>${t('pages-shelter-heading', 'Combien de lits libres ?', 'كم سريرًا شاغرًا؟', 'How many are free?')}</h1>
<div class="cols stack">
<section class="stack" id="pools" data-live aria-label="${t('pages-shelter-title', 'Nos lits', 'أسرّتنا', 'Our beds')}">
${pool('p1', poolNames()[0], state('free', beds(2)) + state('promised', promisedBeds(1)), 3, 6, 12)}
${pool('p2', poolNames()[1], state('full', full()), 0, 8, 31)}
<article class="card" id="pool-p3"><div><h2>${bdi(poolNames()[2])}</h2><p>${state('full', t('pages-closed', 'fermé', 'مغلق', 'closed'))}</p></div>
<p class="soft small">${t('pages-closed-since', 'Fermé depuis {at}. Rien n’est proposé ici.', 'مغلق منذ {at}. لا يُعرض شيء هنا.', 'Closed since {at}. Nothing is offered here.', { at: at(-140) })}</p>
${post('/shelter/pools/p3/open', `<button>${t('pages-reopen', 'Rouvrir', 'إعادة الفتح', 'Open again')}</button>`)}</article>
</section>
<div class="stack">
<section class="stack" id="offers" data-live data-say="${t('pages-say-offer', 'Une demande attend votre réponse.', 'طلب ينتظر ردكم.', 'A request waits for your answer.')}"><h2>${t('pages-offers-one', 'Une demande attend votre réponse', 'طلب ينتظر ردكم', 'One waits for your answer')}</h2>
<!--private-->
${offer('o1', `${who1()} · ${says.tonight()}`, `${needs().interpreter} · ${team()}`, 18, 42)}
<!--/private-->
</section>
<div class="row js-only">${chip('checkbox', 'sound', 'on', t('pages-sound', 'Sonner pour une demande', 'رنين عند وصول طلب', 'Ring for a request'), false, ' data-sound')}<span class="small soft" data-sound-note></span></div>
<section class="stack" id="coming" data-live><h2>${t('pages-coming', 'En route', 'في الطريق', 'On the way')}</h2>
<ul class="card rows">
<li class="stack tight"><div class="spread">${code('5T9C-V2RA')}<span class="soft small">${t('pages-since', 'depuis {at}', 'منذ {at}', 'since {at}', { at: at(-32) })} · ${bdi(poolNames()[2])}</span></div><div class="row grow">${post('/shelter/offers/o2/arrive', `<button>${icon('check')}${t('pages-came', 'Arrivé', 'وصل', 'Arrived')}</button>`)}${post('/shelter/offers/o2/no-show', `<button>${t('pages-not-come', 'Pas venu', 'لم يأتِ', 'Didn’t come')}</button>`)}</div></li>
<li class="stack tight"><div class="spread">${code('N3YF-6KS1')}<span class="promised small">${t('pages-asked-since', 'depuis {at} : est‑il arrivé ?', 'منذ {at}: هل وصل؟', 'since {at}: is the child there?', { at: at(-190) })}</span></div><div class="row grow">${post('/shelter/offers/o3/arrive', `<button>${icon('check')}${t('pages-came', 'Arrivé', 'وصل', 'Arrived')}</button>`)}${post('/shelter/offers/o3/on-the-way', `<button>${t('pages-still-on-the-way', 'Encore en route', 'ما زال في الطريق', 'Still on the way')}</button>`)}${post('/shelter/offers/o3/no-show', `<button>${t('pages-not-come', 'Pas venu', 'لم يأتِ', 'Didn’t come')}</button>`)}</div></li>
</ul></section>
<section class="stack" id="here" data-live>${more(t('pages-here', 'Ici ce soir (4)', 'هنا الليلة (4)', 'Here tonight (4)'), `<ul class="card rows">${[['H2MD-81QE', 0, -163], ['8PRA-2C7W', 0, -1500], ['J5TX-Q0ME', 1, -2920], ['2BV9-HKD4', 1, -4400]].map(([ref, p]) => `<li class="spread"><span>${code(ref)} <span class="soft small">${bdi(poolNames()[p])}</span></span>${post(`/shelter/offers/${ref}/depart`, `<button>${t('pages-left-house', 'Parti', 'غادر', 'Has left')}</button>`)}</li>`).join('\n')}</ul>`)}</section>
</div>
</div>
<div class="act phone" id="act" data-live><a class="btn main" href="#offers"><span>${t('pages-answer-now', 'Répondre', 'الرد', 'Answer')} · ${left(18, 42)}</span></a></div>` });

// --- coordinator
const coordination = () => pick('Coordination de Nador', 'تنسيق الناظور', 'Nador coordinators');
const alarmCard = (ref, head, whoText, near, extra, cls = 'alarm') => `<article class="card ${cls}" id="r-${ref.replace('-', '')}" data-rings><p class="lead ${cls || 'promised'}">${head}</p>
<div class="stack tight"><h2><a class="back" href="/coordinator/requests/${ref.replace('-', '')}">${whoText}</a></h2>
<p class="soft small">${code(ref)}</p></div>
<p class="small">${near}</p>
${extra}</article>`;
const care = (ref) => `<div class="row grow">${post(`/coordinator/requests/${ref}/acknowledge`, `<button class="main">${t('pages-care', 'Je m’en occupe', 'أتكفل به', 'I take care of it')}</button>`)}<a class="btn" href="/coordinator/requests/${ref}#shelters">${t('pages-offer-bed', 'Proposer un lit', 'عرض سرير', 'Offer a bed')}</a></div>`;
const head = (a, c, m, s, cls = 'alarm') => `<span>${state(cls, a)} · ${c}</span><span>${since(m)}</span><span class="small soft">${s}</span>`;
const coordinator = (calm) => page({ title: t('pages-tab-without', 'Sans lit', 'بلا سرير', 'Without a bed'), role: 'coordinator', at: '/coordinator', wide: true, who: coordination(), events: 'request offer escalation',
  main: calm ? `<h1>${t('pages-calm-heading', 'Tous les enfants connus ont un lit', 'لكل الأطفال المعروفين سرير', 'Every child we know of has a bed')}</h1>
${card(`<p class="big">${state('free', t('pages-calm', 'Personne ne vous attend.', 'لا أحد ينتظركم.', 'Nobody waits for you.'))}</p><p class="soft">${t('pages-calm-next', 'Une demande sans lit apparaît ici d’elle-même dès qu’une équipe la fait, et un courriel vous prévient.', 'يظهر هنا كل طلب بلا سرير حالما يقدمه فريق، ويصلكم بريد ينبهكم.', 'A request without a bed appears here by itself as soon as a team makes it, and a mail tells you.')}</p>`)}` : `<div class="spread" id="sum" data-live data-say="${t('pages-say-list', 'La liste a changé.', 'تغيّرت القائمة.', 'The list has changed.')}"><h1><span class="alarm" data-count>${t('pages-without-heading', '3 demandes sans lit', '3 طلبات بلا سرير', '3 without a bed')}</span></h1><p class="soft">${t('pages-longest', 'la plus longue : {for}', 'أطولها: {for}', 'longest {for}', { for: since(47) })}</p></div>
<div class="cols stack" id="list" data-live>
${alarmCard('N3YF-6KS1', head(t('pages-missing', 'Pas arrivé, pas de nouvelles', 'لم يصل ولا خبر عنه', 'Not arrived, no news'), city('nador'), 221, t('pages-step', 'étape {n} sur {of}, la suivante à {at}', 'المرحلة {n} من {of}، التالية على الساعة {at}', 'step {n} of {of}, next {at}', { n: 1, of: 3, at: at(9) })), says.age('boy', 15), t('pages-missing-next', 'Appelez l’équipe et le foyer.', 'اتصلوا بالفريق وبالمركز.', 'Call the team and the shelter.'), care('N3YF6KS1'))}
${alarmCard('7WZ4-0H3B', head(t('pages-when-emergency', 'Cette nuit', 'الليلة', 'Tonight'), city('nador'), 47, t('pages-step', 'étape {n} sur {of}, la suivante à {at}', 'المرحلة {n} من {of}، التالية على الساعة {at}', 'step {n} of {of}, next {at}', { n: 2, of: 3, at: at(48) })), `${says.age('girl', 14)} + ${says.age('boy', 9)}`, `${t('pages-nearly', 'Presque', 'تقريبًا', 'Nearly')} : ${bdi('Asticude')}, ${reason.one()} · ${bdi('Bayti')}, ${km(525)}`, care('7WZ40H3B'))}
${alarmCard('D4QT-M81Z', head(t('pages-when-urgent', '24 heures', '24 ساعة', '24 hours'), city('oujda'), 26, t('pages-cared', '{who} s’en occupe jusqu’à {at}', '{who} يتكفل به حتى {at}', '{who}: taking care until {at}', { who: pick('Coordination de l’Oriental', 'تنسيق جهة الشرق', 'Oriental coordinators'), at: at(17) }), 'promised'), says.age('boy', 17), `${t('pages-nearly', 'Presque', 'تقريبًا', 'Nearly')} : ${bdi('MS2')}, ${reason.stale(14)}`, `<div class="row grow"><a class="btn" href="/coordinator/requests/D4QTM81Z">${t('pages-open-request', 'Ouvrir', 'فتح', 'Open')}</a></div>`, 'promised')}
</div>` });

const ranked = (n, name, where, says1, st, id) => `<li class="stack tight"><div class="spread"><h3>${n}. ${bdi(name)}</h3>${state('free', st)}</div><p class="soft small">${where} · ${says1}</p>
<div class="row grow">${callName('+212 5 36 00 00 0' + n, name)}${post('/coordinator/requests/7WZ40H3B/offers', `<input type="hidden" name="shelter_id" value="${id}"><button>${icon('bed')}${t('pages-offer-here', 'Proposer ici', 'العرض هنا', 'Offer here')}</button>`)}</div></li>`;
const excluded = (name, where, why, number, can) => `<li class="stack tight"><div class="spread"><div><h3>${bdi(name)}</h3><p class="soft small">${where}</p><p class="small">${state('full', why)}</p></div>${call(number)}</div>
${can ? more(t('pages-override', 'Proposer quand même', 'العرض رغم ذلك', 'Offer all the same'), post('/coordinator/requests/7WZ40H3B/offers', `<input type="hidden" name="shelter_id" value="${can}"><div class="field"><label for="why-${can}">${t('pages-override-why', 'Pourquoi ? Reste dans l’historique.', 'لماذا؟ يبقى في السجل.', 'Why? It stays in the history.')}</label><input id="why-${can}" name="override" required maxlength="200"></div><button>${icon('bed')}${t('pages-offer-here', 'Proposer ici', 'العرض هنا', 'Offer here')}</button>`)) : ''}</li>`;
const event = (cls, m, text) => `<li><p>${state(cls, '')}${text}</p><p class="soft small">${at(m)}</p></li>`;
const detail = () => page({ title: '7WZ4-0H3B', role: 'coordinator', at: '/coordinator', wide: true, who: coordination(), events: 'request offer escalation pool',
  main: `<p><a class="back" href="/coordinator">${t('pages-back-list', 'Retour à la liste', 'العودة إلى القائمة', 'Back to the list')}</a></p>
<div class="cols stack">
<div class="stack">
<section class="stack" id="request" data-live data-say="${t('pages-say-request', 'Cette demande a changé.', 'تغيّر هذا الطلب.', 'This request has changed.')}">
<h1>${says.age('girl', 14)} + ${says.age('boy', 9)}</h1>
<p class="soft">${city('nador')} · ${says.tonight()} · ${needs().interpreter} · ${code('7WZ4-0H3B')}</p>
${card(`<p class="lead alarm">${state('alarm', t('pages-without-for', 'Sans lit depuis {for}', 'بلا سرير منذ {for}', 'Without a bed for {for}', { for: since(47) }))}</p>
<ol class="path stack tight">
${event('free', -47, t('pages-alerted-short', '{who} : alertée', '{who}: نُبِّه', '{who}: alerted', { who: coordination() }))}
${event('free', -17, t('pages-alerted-short', '{who} : alertée', '{who}: نُبِّه', '{who}: alerted', { who: pick('Coordination de l’Oriental', 'تنسيق جهة الشرق', 'Oriental coordinators') }))}
<li>${state('full', '')}${t('pages-next', 'Ensuite : {who}, {in}', 'ثم: {who}، {in}', 'Next: {who}, {in}', { who: pick('coordination nationale', 'التنسيق الوطني', 'national coordinators'), in: inn(48) })}</li>
</ol>
<div class="row grow">${tel('+212 5 36 00 00 09', t('pages-call-team', 'Appeler l’équipe', 'اتصال بالفريق', 'Call the team'))}</div>`, 'alarm')}
</section>
</div>
<div class="stack tall">
<section class="card stack" id="shelters" data-live><h2>${t('pages-ranked', 'Peuvent les accueillir, le meilleur d’abord', 'يمكنهم الاستقبال، الأفضل أولًا', 'Can take them, best first')}</h2>
<ol class="rows">
${ranked(1, 'MS2', `${city('oujda')} · ${km(139)}`, t('pages-score', 'note {n}', 'النقطة {n}', 'score {n}', { n: pick('0,71', '0,71', '0.71') }), beds(2), 's5')}
${ranked(2, pick('Tadamon', 'تضامن', 'Tadamon'), `${city('tanger')} · ${km(325)}`, t('pages-score', 'note {n}', 'النقطة {n}', 'score {n}', { n: pick('0,48', '0,48', '0.48') }), beds(4), 's6')}
</ol></section>
<section class="card stack" id="excluded" data-live><h2>${t('pages-excluded', 'Les autres, et pourquoi', 'الآخرون، ولماذا', 'The others, and why')}</h2>
<ul class="rows">
${excluded('Asticude', `${city('nador')} · ${km(2)}`, `${reason.one()} · ${reason.declined()}`, '+212 5 36 00 00 01', 's2')}
${excluded('Bayti', `${city('casablanca')} · ${km(525)}`, reason.far(525), '+212 5 22 00 00 03', 's3')}
${excluded('Orient-Occident', `${city('rabat')} · ${km(450)}`, reason.full(), '+212 5 37 00 00 04', '')}
</ul></section>
</div>
<div class="stack">
<section class="card stack"><h2>${t('pages-do', 'Agir', 'تصرّف', 'Act')}</h2>
${more(t('pages-hand-over', 'Confier à un autre', 'إحالة إلى زميل', 'Hand over'), post('/coordinator/requests/7WZ40H3B/hand-over', `<div class="field"><label for="to">${t('pages-hand-over-to', 'À qui', 'إلى من', 'To whom')}</label><select id="to" name="to">${option('c1', pick('Coordination de l’Oriental', 'تنسيق جهة الشرق', 'Oriental coordinators'))}${option('c2', pick('Coordination nationale', 'التنسيق الوطني', 'National coordinators'))}</select></div><button>${t('pages-hand-over-do', 'Confier', 'إحالة', 'Hand over')}</button>`))}
${more(t('pages-escalate', 'Alerter plus haut, tout de suite', 'تنبيه المستوى الأعلى فورًا', 'Alert higher up, at once'), post('/coordinator/requests/7WZ40H3B/escalate', `<fieldset><legend>${t('pages-escalate-to', 'Qui', 'من', 'Whom')}</legend><div class="chips">${chip('radio', 'to', 'region', t('pages-level-region', 'La région', 'الجهة', 'The region'), true)}${chip('radio', 'to', 'national', t('pages-level-national', 'Le pays', 'الوطن', 'The nation'))}</div></fieldset><button>${icon('alert')}${t('pages-escalate-do', 'Alerter', 'تنبيه', 'Alert')}</button>`))}
${more(t('pages-end', 'Clore la demande', 'إغلاق الطلب', 'Close the request'), post('/coordinator/requests/7WZ40H3B/close', `<div class="choices">${[['placed_elsewhere', t('pages-outcome-elsewhere', 'Un lit ailleurs', 'سرير في مكان آخر', 'A bed elsewhere')], ['family', t('pages-outcome-family', 'Retour en famille', 'العودة إلى الأسرة', 'Back with family')], ['hospital', t('pages-outcome-hospital', 'À l’hôpital', 'في المستشفى', 'In hospital')], ['lost_contact', t('pages-outcome-lost', 'Contact perdu', 'انقطع الاتصال', 'Lost contact')], ['other', t('pages-outcome-other', 'Autre issue', 'نتيجة أخرى', 'Another outcome')]].map(([v, n]) => `<button name="outcome" value="${v}">${n}</button>`).join('')}</div>`))}
</section>
<section class="card stack" id="history" data-live><h2>${t('pages-history', 'Historique', 'السجل', 'History')}</h2>
<ol class="path stack tight">
${event('full', -5, t('pages-event-declined', '{who} : non, complet', '{who}: لا، ممتلئ', '{who}: no, full', { who: '<bdi>Asticude</bdi>' }))}
${event('promised', -21, t('pages-event-offered', '{who} : deux lits promis', '{who}: وُعد بسريرين', '{who}: two beds promised', { who: '<bdi>Asticude</bdi>' }))}
${event('full', -47, t('pages-event-asked', '{who} : demande faite', '{who}: قُدِّم الطلب', '{who}: request made', { who: team() }))}
</ol></section>
</div>
</div>
<div class="act" id="act" data-live>${post('/coordinator/requests/7WZ40H3B/acknowledge', `<fieldset><legend class="unseen">${t('pages-note', 'Ce qui se fait', 'ما يجري', 'What is being done')}</legend><div class="chips thirds">${chip('radio', 'note', 'calling_shelters', t('pages-note-calling', 'J’appelle', 'أتصل بالمراكز', 'I am calling'), true)}${chip('radio', 'note', 'transport_under_way', t('pages-note-transport', 'Transport', 'النقل جارٍ', 'Transport'))}${chip('radio', 'note', 'other_solution', t('pages-note-other', 'Autre', 'حل آخر', 'Other'))}</div></fieldset><button class="main">${t('pages-care', 'Je m’en occupe', 'أتكفل به', 'I take care of it')}</button>`)}</div>` });

const line = (name, states, fresh) => `<li class="spread"><span>${bdi(name)}<br><span class="soft small">${fresh}</span></span><span class="row">${states}</span></li>`;
const ago = (min) => t('pages-counted', 'Compté il y a {for}', 'عُدّت قبل {for}', 'Counted {for} ago', { for: since(min) });
const houseCard = (name, where, number, lines) => `<article class="card"><div class="spread"><div><h2>${bdi(name)}</h2><p class="soft small">${where}</p></div>${call(number)}</div><ul class="rows">${lines.join('\n')}</ul></article>`;
const board = () => page({ title: t('pages-board-heading', 'Les lits, en ce moment', 'الأسرّة الآن', 'Beds, right now'), role: 'coordinator', at: '/coordinator/board', wide: true, who: coordination(), events: 'pool',
  main: `<div class="spread" id="sum" data-live><h1>${t('pages-board-heading', 'Les lits, en ce moment', 'الأسرّة الآن', 'Beds, right now')}</h1><p class="row">${state('free', t('pages-free-n', '{n} libres', '{n} سريرًا شاغرًا', '{n} free', { n: 14 }))}${state('promised', t('pages-promised-n', '{n} promis', '{n} موعودة', '{n} promised', { n: 4 }))}</p></div>
<form method="get" action="/coordinator/board" class="filters">
<div class="field"><label for="city">${t('pages-city', 'Ville', 'المدينة', 'City')}</label><select id="city" name="city">${option('', t('pages-all-cities', 'Toutes', 'كلها', 'All'))}${cities().map(([v, n]) => option(v, n)).join('')}</select></div>
<div class="field"><label for="gender">${t('pages-for-whom', 'Pour qui', 'لمن', 'For whom')}</label><select id="gender" name="gender">${option('', t('pages-all', 'Tous', 'الجميع', 'All'))}${option('female', t('pages-gender-female', 'Fille', 'فتاة', 'Girl'))}${option('male', t('pages-gender-male', 'Garçon', 'فتى', 'Boy'))}</select></div>
<div class="field"><label for="age">${t('pages-age', 'Âge', 'العمر', 'Age')}</label><input id="age" name="age" type="number" inputmode="numeric" min="0" max="120"></div>
<button>${t('pages-show', 'Afficher', 'عرض', 'Show')}</button>
</form>
<div class="cols stack" id="board" data-live>
${houseCard('Asticude', `${city('nador')}`, '+212 5 36 00 00 01', [line(poolNames()[0], state('free', beds(2)) + state('promised', promisedBeds(1)), ago(12)), line(poolNames()[1], state('full', full()), ago(31)), line(poolNames()[2], state('full', t('pages-closed', 'fermé', 'مغلق', 'closed')), ago(140))])}
${houseCard('MS2', `${city('oujda')}`, '+212 5 36 00 00 05', [line(pick('Filles 12–17', 'فتيات 12–17', 'Girls 12–17'), state('free', beds(1)), `<span class="promised">${t('pages-stale', 'chiffre vieux de {n} h', 'العدد عمره {n} ساعة', 'count is {n} h old', { n: 14 })}</span>`), line(pick('Garçons 12–17', 'فتيان 12–17', 'Boys 12–17'), state('free', beds(5)) + state('promised', promisedBeds(1)), ago(55))])}
${houseCard('Bayti', `${city('casablanca')}`, '+212 5 22 00 00 03', [line(pick('Filles 13–17', 'فتيات 13–17', 'Girls 13–17'), state('full', full()), ago(7)), line(pick('Garçons 13–17', 'فتيان 13–17', 'Boys 13–17'), state('promised', promisedBeds(2)), ago(7)), line(pick('Nourrissons et mères', 'رضّع وأمهات', 'Infants and mothers'), state('free', beds(2)), ago(7))])}
${houseCard(pick('Tadamon', 'تضامن', 'Tadamon'), `${city('tanger')}`, '+212 5 39 00 00 06', [line(pick('Filles 12–17', 'فتيات 12–17', 'Girls 12–17'), state('free', beds(3)), ago(3)), line(pick('Petits 3–11', 'صغار 3–11', 'Young 3–11'), state('free', beds(1)), ago(3))])}
</div>` });

const days = () => pick(['lun.', 'mar.', 'mer.', 'jeu.', 'ven.', 'sam.', 'dim.'], ['الاثنين', 'الثلاثاء', 'الأربعاء', 'الخميس', 'الجمعة', 'السبت', 'الأحد'], ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
const week = () => {
  const gaps = [[], [[2, 8]], [], [], [[20, 24]], [], []];
  const x = (h) => 72 + h * 11;
  const m = (a, w) => (rtl() ? 340 - a - w : a);
  const rows = days().map((d, i) => {
    const y = 22 + i * 24;
    return `<text x="${rtl() ? 340 : 0}" y="${y + 12}">${d}</text>${[0, ...gaps[i].flat(), 24].map((a, n, all) => (n < all.length - 1 && all[n + 1] > a ? (n % 2 ? `<rect class="gap" x="${m(x(a), (all[n + 1] - a) * 11)}" y="${y + 5}" width="${(all[n + 1] - a) * 11}" height="5"/>` : `<rect class="bar" x="${m(x(a), (all[n + 1] - a) * 11)}" y="${y}" width="${(all[n + 1] - a) * 11}" height="15" rx="4"/>`) : '')).join('')}`;
  }).join('');
  return `<svg class="chart" viewBox="0 0 340 192" role="img" aria-label="${t('pages-duty-chart', 'La semaine de Nador : personne mardi de 02:00 à 08:00 et vendredi de 20:00 à 24:00.', 'أسبوع الناظور: لا أحد يوم الثلاثاء من 02:00 إلى 08:00 ويوم الجمعة من 20:00 إلى 24:00.', 'Nador’s week: nobody on Tuesday from 02:00 to 08:00 and on Friday from 20:00 to 24:00.')}">${[0, 6, 12, 18, 24].map((h) => `<text x="${rtl() ? 340 - x(h) : x(h)}" y="13" text-anchor="${h === 24 ? 'end' : h ? 'middle' : 'start'}">${String(h).padStart(2, '0')}</text>`).join('')}${rows}</svg>`;
};
const shift = (who, d, h) => `<li class="spread"><span><strong>${who}</strong><br><span class="soft small">${d} · ${ltr(h)}</span></span>${post('/coordinator/duty/shifts/1/remove', `<button class="plain" aria-label="${t('pages-remove-shift', 'Retirer : {who}, {days}', 'حذف: {who}، {days}', 'Remove: {who}, {days}', { who, days: d })}">${t('pages-remove', 'Retirer', 'حذف', 'Remove')}</button>`)}</li>`;
const duty = () => page({ title: t('pages-duty-heading', 'Qui est d’astreinte ?', 'من المناوب؟', 'Who is on duty?'), role: 'coordinator', at: '/coordinator/duty', wide: true, who: coordination(), events: '',
  main: `<h1>${t('pages-duty-heading', 'Qui est d’astreinte ?', 'من المناوب؟', 'Who is on duty?')}</h1>
<div class="cols stack">
<div class="stack">
${card(`<p class="lead alarm">${state('alarm', t('pages-duty-gaps', 'Personne pendant 10 heures cette semaine', 'لا أحد طوال 10 ساعات هذا الأسبوع', 'Nobody for 10 hours this week'))}</p>
<ul class="rows"><li>${city('nador')} · ${pick('mar. 19 mai', 'الثلاثاء 19 ماي', 'Tue 19 May')} ${ltr('02:00–08:00')}</li><li>${city('nador')} · ${pick('ven. 15 mai', 'الجمعة 15 ماي', 'Fri 15 May')} ${ltr('20:00–24:00')}</li></ul>
<p class="soft small">${t('pages-duty-gaps-next', 'À ces heures, l’alerte passe aussitôt à l’étape suivante.', 'في هذه الساعات ينتقل التنبيه فورًا إلى المرحلة التالية.', 'At these hours an alert goes straight to the next step.')}</p>`, 'alarm')}
<section class="card stack"><h2>${city('nador')}</h2>
<figure class="stack tight">${week()}<figcaption class="soft small">${t('pages-duty-legend', 'Barre pleine : quelqu’un. Trait fin : personne.', 'شريط عريض: يوجد مناوب. خط رفيع: لا أحد.', 'Full bar: somebody. Thin line: nobody.')}</figcaption></figure>
<ul class="rows">${shift(coordination(), pick('lun. – jeu.', 'الاثنين – الخميس', 'Mon – Thu'), '20:00–08:00')}
${shift(pick('Coordination de l’Oriental', 'تنسيق جهة الشرق', 'Oriental coordinators'), pick('ven. – dim.', 'الجمعة – الأحد', 'Fri – Sun'), '00:00–24:00')}</ul></section>
</div>
<div class="stack">
<section class="card stack"><h2>${t('pages-duty-add', 'Ajouter des heures', 'إضافة ساعات', 'Add hours')}</h2>
${post('/coordinator/duty/shifts', `<div class="field"><label for="who">${t('pages-duty-who', 'Qui', 'من', 'Who')}</label><select id="who" name="account_id">${option('c1', coordination())}${option('c2', pick('Coordination de l’Oriental', 'تنسيق جهة الشرق', 'Oriental coordinators'))}</select></div>
<div class="field"><label for="area">${t('pages-duty-area', 'Pour', 'أين', 'For')}</label><select id="area" name="area">${option('city:nador', city('nador'))}${option('region:oriental', pick('Région de l’Oriental', 'جهة الشرق', 'Oriental region'))}</select></div>
<fieldset><legend>${t('pages-duty-days', 'Jours', 'الأيام', 'Days')}</legend><div class="chips">${days().map((d, i) => chip('checkbox', 'days', ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][i], d, i === 1)).join('')}</div></fieldset>
<div class="row grow"><div class="field"><label for="from">${t('pages-duty-from', 'De', 'من الساعة', 'From')}</label><input id="from" name="from" type="time" value="20:00" required></div><div class="field"><label for="until">${t('pages-duty-to', 'À', 'إلى الساعة', 'To')}</label><input id="until" name="to" type="time" value="08:00" required></div></div>
<button class="main">${t('pages-duty-add-do', 'Ajouter', 'إضافة', 'Add')}</button>`)}</section>
<section class="card stack"><h2>${t('pages-duty-changes', 'Changements et échanges', 'تغييرات ومبادلات', 'Changes and swaps')}</h2>
<p>${t('pages-duty-no-changes', 'Rien de prévu. Un congé ou un échange se note ici, avec ses dates.', 'لا شيء بعد. تُسجَّل هنا العطلة أو المبادلة بتواريخها.', 'Nothing planned. A leave or a swap is entered here, with its dates.')}</p>
<a class="btn" href="/coordinator/duty/change">${icon('plus')}${t('pages-duty-change', 'Noter un changement', 'تسجيل تغيير', 'Enter a change')}</a></section>
</div>
</div>` });

const months = () => pick(['déc.', 'janv.', 'févr.', 'mars', 'avril', 'mai'], ['دجنبر', 'يناير', 'فبراير', 'مارس', 'أبريل', 'ماي'], ['Dec', 'Jan', 'Feb', 'Mar', 'Apr', 'May']);
const shares = [[164, 31], [171, 50], [188, 77], [203, 101], [197, 114], [212, 131]];
const pct = (n) => pick(`${n} %`.replace(' ', '\u00a0'), `${n}%`, `${n}%`);
const bars = (rows, mark, label) => {
  const W = 340, x0 = 98, w = 190, h = 30;
  const m = (a, b) => (rtl() ? W - a - b : a);
  const H = rows.length * h + 30;
  return `<svg class="chart" viewBox="0 0 ${W} ${H}" role="img" aria-label="${label}">
${rows.map(([name, share], i) => `<text x="${rtl() ? W : 0}" y="${i * h + 20}">${name}</text><rect class="track" x="${m(x0, w)}" y="${i * h + 7}" width="${w}" height="18" rx="4"/><rect class="bar" x="${m(x0, share / 100 * w)}" y="${i * h + 7}" width="${share / 100 * w}" height="18" rx="4"/><text x="${rtl() ? 0 : W}" y="${i * h + 21}" text-anchor="end">${pct(share)}</text>`).join('\n')}
<line class="mark" x1="${m(x0 + mark / 100 * w, 0)}" x2="${m(x0 + mark / 100 * w, 0)}" y1="2" y2="${H - 26}"/><text x="${m(x0 + mark / 100 * w - 8, 0)}" y="${H - 10}">${t('pages-gap-mark', 'au début : {n}', 'في البداية: {n}', 'at the start: {n}', { n: pct(mark) })}</text>
</svg>`;
};
const table = (caption, headings, rows) => `<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${headings.map((h, i) => `<th scope="col"${i ? ' class="num"' : ''}>${h}</th>`).join('')}</tr></thead><tbody>
${rows.map((r) => `<tr>${r.map((c, i) => (i ? `<td class="num">${c}</td>` : `<th scope="row">${c}</th>`)).join('')}</tr>`).join('\n')}
</tbody></table></div>`;
const heads = (first) => [first, t('pages-gap-asked', 'Demandés', 'الطلبات', 'Asked for'), t('pages-gap-placed', 'Au lit', 'ناموا في سرير', 'In a bed'), t('pages-gap-share', 'Part', 'النسبة', 'Share')];
const csv = (by) => `<a class="btn" href="/coordinator/gap.csv?by=${by}" download>${t('pages-csv', 'Télécharger (CSV)', 'تنزيل (CSV)', 'Download (CSV)')}</a>`;
const cityRows = () => [[city('casablanca'), 71, 52, 73], [city('nador'), 48, 31, 65], [city('oujda'), 44, 25, 57], [city('tanger'), 31, 16, 52], [city('rabat'), 18, 7, 39]];
const gap = () => page({ title: t('pages-gap-title', 'L’écart', 'الفجوة', 'The gap'), role: 'coordinator', at: '/coordinator/gap', wide: true, who: coordination(), events: '',
  main: `<h1>${t('pages-gap-sentence', 'Sur {n} enfants ce mois-ci, {k} ont dormi dans un lit.', 'من بين {n} طفلًا هذا الشهر، نام {k} في سرير.', 'Of {n} children this month, {k} slept in a bed.', { n: 212, k: 131 })}</h1>
<p class="row"><span class="figure">${pct(62)}</span><span class="soft">${t('pages-gap-began', 'Au début, c’était {n}.', 'كانت النسبة في البداية {n}.', 'It began at {n}.', { n: pct(9) })}</span></p>
<form method="get" action="/coordinator/gap" class="filters"><div class="field"><label for="from">${t('pages-gap-from', 'Du', 'من', 'From')}</label><select id="from" name="from">${option('2025-12', `${months()[0]} 2025`)}</select></div><div class="field"><label for="until">${t('pages-gap-to', 'Au', 'إلى', 'To')}</label><select id="until" name="to">${option('2026-05', `${months()[5]} 2026`)}</select></div><button>${t('pages-show', 'Afficher', 'عرض', 'Show')}</button></form>
<div class="cols stack">
<section class="card stack"><h2>${t('pages-gap-months', 'Plus d’un sur deux depuis avril', 'أكثر من النصف منذ أبريل', 'More than one in two since April')}</h2>
<figure>${bars(months().map((n, i) => [n, Math.round(shares[i][1] / shares[i][0] * 100)]), 9, t('pages-gap-months-chart', 'Part des enfants au lit, par mois : de 19 % en décembre à 62 % en mai.', 'نسبة من ناموا في سرير حسب الشهر: من 19% في دجنبر إلى 62% في ماي.', 'Share of children in a bed, by month: from 19% in December to 62% in May.'))}</figure>
${table(t('pages-gap-by-month', 'Enfants, par mois', 'الأطفال حسب الشهر', 'Children, by month'), heads(t('pages-gap-month', 'Mois', 'الشهر', 'Month')), months().map((n, i) => [n, shares[i][0], shares[i][1], pct(Math.round(shares[i][1] / shares[i][0] * 100))]))}
${csv('month')}</section>
<section class="card stack"><h2>${t('pages-gap-cities', 'Rabat a le plus de chemin à faire', 'أمام الرباط أطول طريق', 'Rabat has the longest way to go')}</h2>
<figure>${bars(cityRows().map((r) => [r[0], r[3]]), 9, t('pages-gap-cities-chart', 'Part des enfants au lit, par ville : de 39 % à Rabat à 73 % à Casablanca.', 'نسبة من ناموا في سرير حسب المدينة: من 39% في الرباط إلى 73% في الدار البيضاء.', 'Share of children in a bed, by city: from 39% in Rabat to 73% in Casablanca.'))}</figure>
${table(t('pages-gap-by-city', 'Enfants, par ville', 'الأطفال حسب المدينة', 'Children, by city'), heads(t('pages-city', 'Ville', 'المدينة', 'City')), cityRows().map(([n, a, b, c]) => [n, a, b, pct(c)]))}
${csv('city')}</section>
</div>` });

const all = {
  'sign-in': () => signIn(false), 'sign-in-wrong': () => signIn(true),
  outreach: () => outreach(false, false), 'outreach-siblings': () => outreach(false, true), 'outreach-wrong': () => outreach(true, false),
  'answer-promised': promised, 'answer-accepted': accepted, 'answer-none': none, 'answer-asked': isArrived,
  requests, shelter, coordinator: () => coordinator(false), 'coordinator-calm': () => coordinator(true), 'coordinator-request': detail, board, duty, gap,
};
mkdirSync('../mock', { recursive: true });
for (const l of langs) {
  use(l);
  for (const [name, make] of Object.entries(all)) writeFileSync(`../mock/${name}.${l}.html`, make());
}
writeFileSync('../texts.tsv', `key\tfr\tar\ten\n${[...texts].sort().map(([k, r]) => `${k}\t${r.join('\t')}`).join('\n')}\n`);
console.log(Object.keys(all).length, 'pages,', texts.size, 'texts');
