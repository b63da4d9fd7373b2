// Mabit in the browser: what is sent. Counts save by themselves, brothers and sisters are added,
// and what the network can't take waits in the phone until it is sent, refused or too old. The beds
// that are reserved stay readable.
'use strict';
const OLD = 12 * 3600e3, LEASE = 25e3;
const make = (tag, cls, ...inner) => { const el = document.createElement(tag); el.className = cls; el.append(...inner); return el; };
const busy = (form, is) => { if (is) form.setAttribute('aria-busy', 'true'); else form.removeAttribute('aria-busy'); };
const isBusy = (form) => form.hasAttribute('aria-busy');
const unlikeAny = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => two(n.toString(16))).join('');
const store = (mode, act) => new Promise((done, fail) => {
  const open = indexedDB.open('mabit', 1);
  open.onupgradeneeded = () => open.result.createObjectStore('queue', { keyPath: 'id' });
  open.onerror = () => fail(open.error);
  open.onsuccess = () => {
    const work = open.result.transaction('queue', mode), got = act(work.objectStore('queue'));
    work.oncomplete = () => { open.result.close(); done(got.result); };
    work.onabort = () => fail(work.error);
  };
});
const put = (item) => store('readwrite', (all) => all.put(item));
const drop = (id) => store('readwrite', (all) => all.delete(id));
// Only the own account's; one that is being sent is leased to whoever sends it. A browser that
// keeps nothing has none.
const items = async () => (await store('readonly', (all) => all.getAll()).catch(() => [])).filter((item) => item.account === meta('account') && item.lease < Date.now()).sort((a, b) => a.at - b.at);
const formOf = ({ kind, action }) => kind === 'count' && $(`form[data-stepper][action="${action}"]`);
// A pool or an offer: what is sent of it later stands for what still waits.
const about = ({ kind, action }) => kind !== 'request' && action.replace(/[^/]*$/, '');
// Names and times of ours: a browser that translates pages leaves them alone.
const named = (state, text, more) => {
  const label = make('span', '', text);
  label.setAttribute('translate', 'no');
  return make('span', `dot ${state}`, label, ' · ', more);
};
const line = (item) => {
  const { id, kind, body, url, label, who } = item, name = who ? `${label} · ${who}` : label;
  const answer = Object.assign(make('a', 'back', word('sent')), { href: url });
  const text = body ? named('promised', name, word('waits')) : url ? named('free', name, answer) : named('alarm', name, word('refused', item));
  const row = make('li', `note spread ${url ? 'calm' : ''}`, text);
  if (body && kind !== 'act') return row;
  const forget = make('button', 'plain', word('forget'));
  forget.dataset.forget = id;
  row.append(forget);
  return row;
};
const list = async () => {
  const all = await items(), isRead = ({ url, at }) => url && (url === here() || now() - at > OLD);
  for (const { id } of all.filter(isRead)) await drop(id);
  queued = all.filter((item) => item.body).length;
  const queue = $('#queue').cloneNode();
  queue.append(...all.filter((item) => !isRead(item)).map(line));
  morph($('#queue'), queue);
  for (const item of all) {
    const form = item.body && formOf(item);
    if (!form || form.later || typing(form)) continue;
    form.elements.free.value = new URLSearchParams(item.body).get('free');
    if (!$('[data-said]', form).textContent) told(form, word('waits'));
  }
  // Beside the button of an act.
  for (const form of $$('form[data-queue="act"]')) {
    const item = all.find(({ kind, action, url }) => kind === 'act' && !url && action === form.getAttribute('action'));
    const text = item ? (item.body ? word('waits') : word('refused', item)) : '';
    if ($('[data-said]', form).textContent !== text) said(form, text);
  }
  alarm();
  net(state);
};
// What the service made of it; null when neither it nor the network could take it.
const deliver = async ({ action, body }) => {
  const fields = new URLSearchParams(body);
  fields.set('csrf', meta('csrf'));
  const got = await load(action, { method: 'POST', body: fields, keepalive: true });
  if (!got || got.answer.status >= 500 || got.answer.status === 429) return null;
  const { answer } = got, page = read(got.text), why = page && $('[data-reason]', page)?.cloneNode(true);
  for (const part of why ? $$('h1, p, li', why) : []) part.append(part.matches('h1') ? '. ' : ' ');
  return page && { ok: answer.ok, page, url: answer.redirected && answer.url, reason: why?.textContent.trim().replace(/[^\S\u00a0\u202f]+/g, ' ') ?? '' };
};
// One tab sends at a time. Where tabs can't agree on it, the keys see to it that all is done once.
let flushing = false;
const alone = async (act) => {
  if (navigator.locks) return navigator.locks.request('mabit', { ifAvailable: true }, (lock) => lock && act());
  if (flushing) return null;
  flushing = true;
  try { return await act(); } finally { flushing = false; }
};
const flush = async () => {
  if (!able) return;
  await list();
  if (!queued || !navigator.onLine || state === 'over') return;
  await refresh();
  await alone(async () => {
    for (const item of await items()) {
      if (!item.body) continue;
      const got = now() - item.at > OLD ? { reason: word('too-old') } : await deliver(item);
      if (!got) break;
      const form = formOf(item);
      if (!got.ok) {
        await put({ ...item, body: '', who: '', reason: got.reason });
        if (form) refused(form, got);
        continue;
      }
      const news = item.kind !== 'count' && got.url && got.url !== here();
      if (news) await put({ ...item, body: '', who: '', url: got.url });
      else await drop(item.id);
      if (form) saved(form, got.page, item);
      else if (news) say(word('sent'));
      else if (item.kind === 'act') update(got.page);
      keepPromise(got.page, got.url);
    }
  });
  await list();
};
// The browser sends a form by itself, as if its button had been pressed.
const plainly = (form, by) => {
  if (by?.name) form.append(Object.assign(make('input', ''), { type: 'hidden', name: by.name, value: by.value }));
  form.submit();
};
// Its button says that it is being sent.
const sending = (form, by, is) => {
  const button = by && !by.matches('.unseen') ? by : $('button.main', form);
  if (!button || is === !!button.was) return;
  if (is) button.was = [...button.childNodes];
  button.textContent = is ? word('sending') : '';
  if (is) return;
  button.append(...button.was);
  button.was = null;
};
// For whom a bed is asked, as the form has it: told while it waits.
const whom = (form) => $$('[data-child]', form).map((row) => `${$('[type="radio"]:checked + span', row)?.textContent ?? ''} ${$('.age', row).value}`).join(' + ');
// When somebody began to change a form, and which count it showed them then.
const begin = (form) => {
  if (!form.begun) form.begun = { at: now(), seen: form.elements.seen?.value };
  return form.begun;
};
const unkeyed = ({ action, body }) => action + body.replace(/(csrf|idempotency_key)=[^&]*/g, '');
const send = async (form, by) => {
  const { free, seen, counted_at: counted, idempotency_key: key } = form.elements, kind = form.dataset.queue, action = form.getAttribute('action'), begun = begin(form);
  form.begun = null;
  if (!free) saveCounts();
  if (kind === 'request') localStorage.city = `${form.elements.city.value} ${Date.now()}`;
  key.value = unlikeAny(); // that of a kept page may have served already
  if (seen) seen.value = begun.seen;
  if (counted) counted.value = new Date(begun.at).toISOString();
  const fields = new FormData(form);
  if (by?.name) fields.append(by.name, by.value);
  const item = { id: key.value, account: meta('account'), kind, action, at: begun.at, lease: Date.now() + LEASE, label: fill(form.dataset.label, { time: clock(begun.at) }), who: kind === 'request' ? whom(form) : '', body: new URLSearchParams([...fields]).toString() };
  busy(form, true);
  if (free) {
    clearTimeout(form.later);
    form.later = 0;
    told(form, word('saving'));
  } else sending(form, by, true);
  let got = null;
  try {
    for (const earlier of await items()) {
      if (!about(earlier) || about(earlier) !== about(item)) continue;
      // The same once more: its key is kept, since its answer may only have been lost.
      if (kind === 'act' && earlier.body && unkeyed(earlier) === unkeyed(item)) Object.assign(item, { id: earlier.id, body: earlier.body });
      else await drop(earlier.id);
    }
    await put(item);
    if (navigator.onLine) got = await deliver(item);
  } catch { // a browser that keeps nothing, or a mistake of ours
    await drop(item.id).catch(() => 0);
    return plainly(form, by);
  }
  busy(form, false);
  if (!free) sending(form, by, false);
  if (got) await drop(item.id);
  else { await put({ ...item, lease: 0 }); if (state !== 'over') net('offline'); }
  if (kind === 'request') delete sessionStorage.draft;
  if (!free && got) return show(got.page, got.url);
  if (got?.ok) saved(form, got.page, item);
  else if (got) refused(form, got);
  else if (free) told(form, word('waits'), free.defaultValue);
  else say(word('waits'));
  if (kind === 'request') {
    $$('[name="remove"]', form).forEach((remove) => remove.closest('[data-child]').remove());
    form.reset();
    restore();
    scrollTo(0, 0);
  }
  return list();
};

// Counts: minus and plus save by themselves, and can be undone for ten seconds. A number may be typed
// in the digits of either script.
const whole = (typed) => typed.trim().replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15);
const judge = ({ elements: { free } }) => free.setCustomValidity(/^\d+$/.test(whole(free.value)) && +whole(free.value) <= +free.dataset.max ? '' : '!');
const said = (form, ...what) => {
  let box = $('[data-said]', form);
  if (!box) {
    box = make('p', 'said small');
    box.dataset.said = '';
    form.append(box);
  }
  box.textContent = '';
  box.append(...what.filter(Boolean));
};
const told = (form, text, undo) => {
  const { free } = form.elements;
  said(form, make('span', '', text));
  if (undo === undefined || undo === free.value) return;
  const back = make('button', 'plain', form.dataset.undo);
  back.type = 'button';
  back.onclick = () => { free.value = undo; (isBusy(form) ? later : save)(form); };
  $('[data-said]', form).append(back);
  setTimeout(() => back.remove(), 10000);
};
const saved = (form, page, item) => {
  const { free } = form.elements, before = free.defaultValue;
  free.defaultValue = new URLSearchParams(item.body).get('free'); // more may have been tapped since
  update(page);
  told(form, word('saved', { time: clock() }), before);
  say(word('saved', { time: clock() }));
};
const refused = (form, got) => {
  form.elements.free.value = form.elements.free.defaultValue;
  // Somebody has counted since: the page asks which number is right.
  const question = got.page && $(`#${form.id} [data-said]`, got.page);
  if (question?.firstElementChild) {
    update(got.page);
    said(form, ...question.childNodes);
    return say(got.reason);
  }
  told(form, word('refused', got));
  return say(word('refused', got));
};
const save = (form) => {
  judge(form);
  $('[name="step"][value="0"]', form).click();
};
const saveCounts = () => $$('[data-stepper]').forEach((form) => form.later && save(form));
const later = (form) => { begin(form); clearTimeout(form.later); form.later = setTimeout(() => (isBusy(form) ? later(form) : save(form)), 700); };

// Brothers and sisters, and what was typed before a reload.
const number = () => $$('[data-child]').forEach((row, n) => $$('[data-n]', row).forEach((el) => { el.textContent = n + 1; }));
const child = (i) => {
  $('[data-children]').insertAdjacentHTML('beforeend', $('#child-row').innerHTML.replace(/\{i\}/g, i));
  number();
  return $(`#child-${i}`);
};
const draft = () => $('[data-queue="request"]');
const restore = () => {
  if (!able || !draft() || $('.problem, [data-filled]')) return;
  // The city of this night's last request.
  const { city } = draft().elements, [code, at] = (localStorage.city || '').split(' ');
  if (Date.now() - at < OLD && [...city.options].some(({ value }) => value === code)) city.value = code;
  if (!sessionStorage.draft) return;
  const fields = JSON.parse(sessionStorage.draft);
  for (const [name] of fields) if (/^age-/.test(name) && !$(`#${name}`)) child(name.slice(4));
  for (const el of draft().elements) {
    const given = fields.filter(([name]) => name === el.name).map(([, value]) => value);
    if (/radio|checkbox/.test(el.type)) el.checked = given.includes(el.value);
    else if (given.length) [el.value] = given;
  }
};
// Beds that are reserved for the team's requests, as their pages told it last: shown above the form
// when there is no network, without the children. By the address of the request's page.
const promises = () => Object.entries(JSON.parse(localStorage.promises || '{}')).filter(([, { account, at }]) => account === meta('account') && Date.now() - at < 2 * OLD);
const showPromises = () => {
  const form = draft(), box = $('#promises');
  const html = form && (state === 'offline' || root.dataset.cached) ? promises().map(([, kept]) => kept.html).join('') : '';
  if (!form || (box?.html ?? '') === html) return;
  box?.remove();
  if (!html) return;
  form.before(Object.assign(make('section', 'stack'), { id: 'promises', innerHTML: html, html }));
  tick();
  list();
};
const cardOf = (card, page) => {
  const copy = card.cloneNode(true), arrived = $('form[action$="/arrive"]', page);
  $$('details', copy).forEach((el) => el.remove());
  if (!$('.code', copy)) copy.append(make('p', '', Object.assign(make('bdi', 'code', card.dataset.promise), { dir: 'ltr', translate: false })));
  if (arrived) copy.append(arrived.cloneNode(true));
  for (const el of $$('[name="csrf"]', copy)) el.setAttribute('value', '');
  for (const el of [copy, ...$$('[id]', copy)]) el.removeAttribute('id');
  return copy.outerHTML;
};
const keepPromise = (page, url) => {
  const { pathname } = new URL(url || location.href), card = $('[data-promise]', page);
  if (!pathname.startsWith('/outreach/requests/') || !$('#answer', page)) return;
  const kept = promises().filter(([path]) => path !== pathname);
  if (card) kept.push([pathname, { account: meta('account'), at: Date.now(), html: cardOf(card, page) }]);
  localStorage.promises = JSON.stringify(Object.fromEntries(kept));
  showPromises();
};
// What became of them while this phone did not look.
const readPromises = async () => {
  if (!able || !draft() || !navigator.onLine) return;
  for (const [path] of promises()) {
    const got = await load(path, { headers: { Accept: 'text/html' }, cache: 'no-store' });
    const page = got && read(got.text);
    if (!page) return;
    keepPromise(page, location.origin + path);
  }
};
const forget = async () => {
  source?.close();
  navigator.serviceWorker?.controller?.postMessage('sign-out');
  sessionStorage.clear();
  localStorage.clear();
  await store('readwrite', (all) => all.clear()).catch(() => 0);
  for (const name of await window.caches?.keys() ?? []) await caches.delete(name);
};

let pressed; // the last button, for browsers that don't say which one sends a form
on('submit', async (event) => {
  const form = event.target, by = event.submitter || (pressed && pressed.form === form ? pressed : null), queue = able && form.dataset.queue;
  if (form.method !== 'post' || by?.formNoValidate) return;
  if ('signOut' in form.dataset) {
    event.preventDefault();
    if (queued && !confirm(word('sign-out-unsent', { n: queued }))) return;
    await forget();
    plainly(form, by);
  } else if (queue || !navigator.onLine || isBusy(form)) {
    event.preventDefault();
    if (queue && !isBusy(form)) await send(form, by);
    else if (!queue && !navigator.onLine) {
      said(form, make('span', 'wrong', word('net-needed')));
      say(word('net-needed'));
    }
  } else {
    busy(form, true);
    sending(form, by, true);
    setTimeout(() => { busy(form, false); sending(form, by, false); }, 8000);
  }
});
on('click', (event) => {
  const by = event.target.closest('button'), form = by?.form, rows = $$('[data-child]').length;
  pressed = by;
  if (by?.dataset.forget) drop(by.dataset.forget).then(list);
  if (by?.name === 'right' && form.elements.free) {
    form.elements.free.value = by.value;
    judge(form);
  }
  if (able && by?.name === 'step' && +by.value) {
    const { free } = form.elements;
    event.preventDefault();
    free.value = Math.min(Math.max((+whole(free.value) || 0) + +by.value, 0), free.dataset.max);
    judge(form);
    move(free, { transform: 'scale(1.15)' });
    later(form);
  }
  if (by?.name === 'add' && rows) {
    event.preventDefault();
    if (rows < 8) $('input', child(Date.now())).focus();
  }
  if (by?.name === 'remove' && rows > 1) {
    event.preventDefault();
    by.closest('[data-child]').remove();
    number();
    $('[name="add"]').focus();
  }
});
const isStepper = (form) => able && form && 'stepper' in form.dataset;
on('change', ({ target: { form } }) => {
  if (!isStepper(form)) return;
  form.elements.free.value = whole(form.elements.free.value);
  later(form);
});
on('focusout', ({ target: { form } }) => { if (isStepper(form) && !form.later) form.begun = null; });
on('input', ({ target: { form } }) => { if (isStepper(form)) { begin(form); judge(form); } });
on('input', () => { if (able && draft()) sessionStorage.draft = JSON.stringify([...new FormData(draft())].filter(([name]) => !/csrf|key/.test(name))); });
// What is wrong with a field stands under it, in the words of the page and not of the browser.
const wrongId = ({ id, name, type }) => `${type === 'radio' ? name : id || name}-wrong`;
const flaw = (el) => {
  const { valueMissing, rangeUnderflow, rangeOverflow } = el.validity, own = el.title || el.closest('[data-wrong]')?.dataset.wrong;
  if (own) return own;
  if (rangeUnderflow || rangeOverflow) return word('range', { min: el.min, max: el.max });
  return valueMissing ? word('missing') : word('unfit');
};
let firstWrong = null;
addEventListener('invalid', (event) => {
  const el = event.target, id = wrongId(el), text = flaw(el);
  event.preventDefault();
  if (isStepper(el.form)) {
    said(el.form, make('span', 'wrong', text));
    return say(text);
  }
  const old = document.getElementById(id);
  if (old) old.textContent = text;
  else (el.closest('.field, fieldset') || el.parentNode).append(Object.assign(make('p', 'wrong', text), { id }));
  if (el.type !== 'radio') el.setAttribute('aria-invalid', 'true');
  el.setAttribute('aria-describedby', id);
  if (firstWrong) return null;
  firstWrong = el;
  setTimeout(() => { firstWrong = null; });
  return el.focus();
}, true);
on('input', ({ target }) => {
  const id = wrongId(target);
  for (const el of $$(`[aria-describedby="${id}"]`)) for (const name of ['aria-describedby', 'aria-invalid']) el.removeAttribute(name);
  document.getElementById(id)?.remove();
});
on('visibilitychange', () => { if (document.hidden) saveCounts(); else flush(); });
on('mabit-back', () => { flush(); readPromises(); }, window);
on('mabit-net', showPromises, window);
on('mabit-read', ({ page }) => keepPromise(page), window);
on('mabit-page', () => {
  restore();
  if (!able) return;
  keepPromise(document);
  showPromises();
  list();
}, window);
setInterval(flush, 10000);
if (meta('account')) {
  restore();
  keepPromise(document);
  showPromises();
  flush();
  readPromises();
}
