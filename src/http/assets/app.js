// Mabit in the browser: pages stay live, clocks run, the network bar tells the truth.
// Every page works without this file. All words come from the page.
// Written for Safari 14, Chrome 80, Firefox 74 and later: no syntax after ES2020, and of newer
// functions only those that are asked for first.
'use strict';
const root = document.documentElement;
const $ = (what, within = document) => within.querySelector(what);
const $$ = (what, within = document) => [...within.querySelectorAll(what)];
const on = (name, act, target = document) => target.addEventListener(name, act);
const meta = (name, page = document) => $(`meta[name="mabit-${name}"]`, page)?.content ?? '';
const fill = (text, args) => text.replace(/\{(\w+)\}/g, (_, name) => args[name] ?? '');
const word = (name, args = {}) => fill($(`[data-word="${name}"]`, $('#words').content)?.textContent ?? '', args);
const say = (text) => { $('#say').textContent = ''; setTimeout(() => { $('#say').textContent = text; }, 60); };
root.classList.add('js');
// Without these, pages stay as they are and forms are sent by the browser itself.
const able = ['fetch', 'indexedDB', 'AbortController', 'DOMParser', 'FormData', 'URLSearchParams'].every((name) => window[name]);

// Time is the server's: phones' clocks are wrong.
let skew = Date.parse(meta('now')) - (root.dataset.cached ? Date.parse(root.dataset.cached) : Date.now() + (performance.getEntriesByType('navigation')[0]?.responseStart ?? 0) - performance.now());
const now = () => Date.now() + skew;
// Each page says the time as of when it was made: the least delayed one is right, unless the
// phone's clock was set.
const measure = (page) => {
  const measured = Date.parse(meta('now', page)) - Date.now();
  skew = Math.abs(measured - skew) > 30000 ? measured : Math.max(measured, skew);
};
// The zone's rules are the server's too: `3600 1790125200:0`, seconds ahead of UTC, and from when on others.
const ahead = (at) => (root.dataset.offsets || '0').split(' ').map((one) => one.split(':')).reduce((was, [from, then]) => (then !== undefined && at >= from * 1e3 ? +then : was), parseInt(root.dataset.offsets, 10) || 0) * 1e3;
const clock = (at = now()) => new Date(at + ahead(at)).toISOString().slice(11, 16);
const two = (n) => String(n).padStart(2, '0');
const ticking = '[data-until], [data-since]';
const tick = () => $$(ticking).forEach((el) => {
  const { until, since, under, hours, over, zero } = el.dataset;
  const left = Math.floor((until ? Date.parse(until) - now() : now() - Date.parse(since)) / 1000);
  const s = Math.max(left, 0), m = Math.floor(s / 60), h = Math.floor(m / 60);
  const text = left < 0 && over ? over : fill(!m && zero ? zero : h ? hours : under, { h, m: h ? two(m % 60) : m, s: two(s % 60) });
  if (el.textContent !== text) el.textContent = text;
  if (left < 0 && until && el.past !== until) { el.past = until; soon(1500); }
});

// Live regions: what is new in a fresh page changes here in place, so that nobody loses focus
// or what they were typing.
const move = (el, from) => !el.animate || matchMedia('(prefers-reduced-motion: reduce)').matches || el.animate([from, {}], { duration: 350, easing: 'ease-out' });
const typing = (el) => el.contains(document.activeElement) && document.activeElement.matches('input, select');
const touched = (el) => el === document.activeElement || (el.options ? [...el.options].some((o) => o.selected !== o.defaultSelected) : el.value !== el.defaultValue || el.checked !== el.defaultChecked);
const ours = /^(open|aria-busy|tabindex)$/;
const morph = (old, fresh) => {
  const field = old.matches('input, select'), was = old.cloneNode().outerHTML;
  if (old.type === 'hidden') { old.value = fresh.value; return false; }
  if (field && touched(old)) return false;
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !ours.test(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value && !ours.test(name)) old.setAttribute(name, value);
  if (field) { old.value = fresh.value; old.checked = fresh.checked; }
  let changed = old.cloneNode().outerHTML !== was, at = old.firstChild;
  if (old.matches(ticking)) return changed;
  const cut = () => { const gone = at; at = at.nextSibling; if (!typing(gone)) { gone.remove(); changed = true; } };
  for (const next of [...fresh.childNodes]) {
    const element = next.nodeType === 1;
    let match = at;
    if (element) while (match && (match.nodeName !== next.nodeName || match.id !== next.id)) match = match.nextSibling;
    else if (at?.nodeType !== next.nodeType) match = null;
    if (!match) {
      const added = document.importNode(next, true);
      old.insertBefore(added, at);
      if (!element) continue;
      changed = true;
      move(added, { opacity: 0, transform: 'translateY(-.75rem)' });
      continue;
    }
    while (at !== match) cut();
    at = at.nextSibling;
    if (element) changed = (!('keep' in match.dataset) && morph(match, next)) || changed;
    else if (match.data !== next.data) {
      match.data = next.data;
      changed = true;
      if (old.matches('.dot, [data-count]')) move(old, { transform: 'scale(1.25)' });
    }
  }
  while (at) cut();
  return changed;
};
const update = (page) => {
  measure(page);
  root.dataset.offsets = page.documentElement.dataset.offsets;
  $('meta[name="mabit-csrf"]').content = meta('csrf', page);
  for (const el of $$('[name="csrf"]')) el.value = meta('csrf', page);
  delete root.dataset.cached;
  for (const region of $$('[data-live]')) {
    const fresh = page.getElementById(region.id), held = region.contains(document.activeElement);
    if (fresh && morph(region, fresh) && fresh.dataset.say) say(fresh.dataset.say);
    if (held && document.activeElement === document.body) { region.tabIndex = -1; region.focus({ preventScroll: true }); }
  }
  tick();
  alarm();
  dispatchEvent(Object.assign(new Event('mabit-read'), { page }));
};
const here = () => location.href.split('#')[0];
let shown = here();
// A whole page takes this one's place; what it says of what was done is read first.
const show = (page, url) => {
  if (url) history[url === location.href ? 'replaceState' : 'pushState'](null, '', url);
  shown = here();
  document.title = page.title;
  document.body.replaceWith(page.body);
  start();
  const first = $('.problem') ?? $('main [role="status"]') ?? $('h1');
  first.tabIndex = -1;
  first.focus();
  scrollTo(0, 0);
};
// An answer and its text; null when the network did not bring it within 20 seconds. Any other
// failure is a mistake of ours and is thrown on.
const load = async (url, options) => {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), 20000);
  try {
    const answer = await fetch(url, { ...options, signal: stop.signal });
    return { answer, text: await answer.text() };
  } catch (error) {
    if (error.name === 'TypeError' || error.name === 'AbortError') return null;
    throw error;
  } finally { clearTimeout(timer); }
};
// The page of a text; null when nobody is signed in any more.
const read = (text) => {
  const page = new DOMParser().parseFromString(text, 'text/html');
  if (!('signedOut' in page.body.dataset)) return page;
  net('over');
  return null;
};
const refresh = async () => {
  if (!able) return;
  const got = await load(location.href, { headers: { Accept: 'text/html' }, cache: 'no-store' });
  if (!got && state !== 'over') net('offline');
  const page = got && got.answer.ok && read(got.text);
  if (!page) return;
  update(page);
  if (state === 'offline') kinds().length ? listen() : back();
};
let due = null;
const soon = (wait = 300) => {
  if (!due) due = setTimeout(async () => { try { await refresh(); } finally { due = null; } }, wait);
};

// Filters apply as soon as they are chosen; the address keeps them.
on('change', async ({ target: { form } }) => {
  if (!able || !form || !('filter' in form.dataset)) return;
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, '', `${location.pathname}?${chosen}`);
  const { href } = location, got = await load(href, { headers: { Accept: 'text/html' }, cache: 'no-store' });
  if (!got) return net('offline');
  const page = href === location.href && read(got.text);
  if (page) got.answer.ok ? update(page) : show(page);
});

// The truth about the network.
let state = '', source, pause = 1, queued = 0;
const net = (next) => {
  const bar = $('#net'), { cached } = root.dataset, loud = next !== state && (next === 'offline' || next === 'over' || state === 'offline');
  if (next === 'offline' && !sessionStorage.since) sessionStorage.since = Date.now();
  if (next === 'live') delete sessionStorage.since;
  state = next;
  const since = (cached ? Date.parse(cached) : +sessionStorage.since) + skew;
  const text = next ? word(next === 'offline' && cached ? 'net-read' : `net-${next}`, { time: since ? clock(since) : '' }) + (queued ? ` (${word('net-queued', { n: queued })})` : '') : '';
  bar.className = `net ${next}`;
  if ((bar.firstChild?.data ?? '') !== text) {
    bar.textContent = text;
    if (next === 'over') {
      const way = document.createElement('a');
      Object.assign(way, { className: 'back', textContent: word('sign-in'), href: `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}` });
      bar.append(' ', way);
    }
  }
  if (loud) say(bar.textContent);
  dispatchEvent(new Event('mabit-net'));
};
const kinds = () => (window.EventSource && document.body.dataset.events || '').split(' ').filter(Boolean);
const back = (next = '') => { net(next); dispatchEvent(new Event('mabit-back')); };
const listen = () => {
  source?.close();
  if (!able || state === 'over') return;
  if (!kinds().length) {
    if (navigator.onLine && !root.dataset.cached && state !== 'offline') return net('');
    soon(0);
    return net('offline');
  }
  net(root.dataset.cached || state === 'offline' ? 'offline' : 'waiting');
  const here = source = new EventSource('/api/v1/events');
  for (const kind of [...kinds(), 'reset']) on(kind, () => soon(), here);
  here.onopen = () => {
    if (state === 'offline' || pause > 1) soon(0);
    pause = 1;
    back('live');
  };
  here.onerror = () => {
    if (state === 'live') net('waiting');
    setTimeout(() => { if (here === source && here.readyState !== 1 && state === 'waiting') net('offline'); }, 8000);
    // The service refuses: perhaps nobody is signed in any more, which the page itself tells.
    if (here.readyState === 2) setTimeout(() => { if (here === source) refresh().then(listen); }, 1000 * (pause = Math.min(pause * 2, 60)));
  };
};

// What waits for an answer is counted in the title and on the icon. Where somebody switched it on
// it rings until it is answered, and the screen of a desk stays awake.
let audio, awake, rung = 0, known = new Set();
const Sound = window.AudioContext || window.webkitAudioContext;
const rings = () => $('[data-sound]') && localStorage.sound === 'on';
const ring = () => {
  // Sound that the browser still forbids would come all at once later.
  if (!rings() || audio?.state !== 'running' || Date.now() - rung < 3000) return;
  rung = Date.now();
  navigator.vibrate?.([300, 150, 300, 150, 300]);
  for (const again of [0, 1.6]) {
    [523, 659, 784].forEach((pitch, n) => {
      const tone = audio.createOscillator(), level = audio.createGain(), at = audio.currentTime + again + n * 0.35;
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0.001, at);
      level.gain.exponentialRampToValueAtTime(0.6, at + 0.05);
      level.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
      tone.connect(level).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.6);
    });
  }
};
const alarm = () => {
  // What is answered, and waits only for the network, is quiet.
  const waiting = $$('[data-rings]').filter((el) => !$('[data-queue="act"] [data-said]:not(:empty)', el)).map(({ id }) => id), n = waiting.length;
  document.title = (n ? `(${n}) ` : '') + document.title.replace(/^\(\d+\) /, '');
  if ($('[data-sound]') && !root.dataset.cached) navigator.setAppBadge?.(n).catch(() => 0);
  if (waiting.some((id) => !known.has(id))) ring();
  known = new Set(waiting);
};
const stayAwake = async () => {
  if (rings() && !document.hidden && matchMedia('(min-width: 900px)').matches) {
    if (!awake || awake.released) awake = await navigator.wakeLock?.request('screen').catch(() => null);
  } else if (awake) {
    awake.release();
    awake = null;
  }
};
const sounding = () => $$('[data-sound]').forEach((el) => {
  el.checked = localStorage.sound === 'on';
  const how = Sound ? (audio?.state === 'running' ? word('sound-on') : word('sound-blocked')) : word('sound-none');
  $('[data-sound-note]').textContent = el.checked ? how : '';
});
const wake = async () => {
  if (!Sound || !rings()) return;
  audio = audio || new Sound();
  await audio.resume();
  sounding();
};
on('change', async ({ target }) => {
  if (!('sound' in target.dataset)) return;
  localStorage.sound = target.checked ? 'on' : 'off';
  sounding();
  stayAwake();
  rung = 0;
  await wake();
  ring();
});
on('click', wake);
on('keydown', wake);
setInterval(() => { if (known.size) ring(); }, 20000);

// A button that copies the text of a field.
on('click', ({ target }) => {
  const { copy, copied } = target.dataset || {};
  if (!copy) return;
  const field = document.getElementById(copy), done = () => { target.textContent = copied; say(copied); };
  field.select();
  if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, () => {});
  else if (document.execCommand('copy')) done();
});

const shut = (but) => $$('.menu[open]').forEach((menu) => { if (!menu.contains(but)) menu.open = false; });
on('click', ({ target }) => shut(target));
on('keydown', ({ key }) => { if (key === 'Escape') shut(); });
on('visibilitychange', () => {
  stayAwake();
  sounding();
  if (!document.hidden && state) soon();
});
on('offline', () => net('offline'), window);
on('online', () => {
  pause = 1;
  listen();
  // A network that has just come back often carries nothing yet.
  for (const wait of [500, 2000, 5000]) setTimeout(() => { if (state === 'offline') soon(0); }, wait);
}, window);
on('popstate', () => { if (here() !== shown) location.reload(); }, window);
on('pageshow', ({ persisted }) => { if (persisted) location.reload(); }, window);
setInterval(tick, 1000);
setInterval(() => { if (state === 'offline') soon(); }, 10000);
// A note of what was just done can be undone for ten seconds; not taken away under a finger.
const fade = () => $$('[data-fades]').forEach((el) => setTimeout(() => { if (!el.contains(document.activeElement)) el.remove(); }, 10000));
const start = () => {
  tick();
  fade();
  sounding();
  stayAwake();
  alarm();
  if (meta('account')) listen();
  dispatchEvent(new Event('mabit-page'));
};
start();
navigator.serviceWorker?.register(`/sw.js?v=${meta('version')}`);
if (!meta('account')) navigator.serviceWorker?.controller?.postMessage('sign-out');
