// Mabit in the browser: what is sent. Counts save by themselves, brothers and sisters are added,
// and what the network can't take waits in the phone until it is sent, refused or too old.
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
const sent = [];
// Names and times of ours: a browser that translates pages leaves them alone.
const named = (state, text, more) => {
  const label = make('span', '', text);
  label.setAttribute('translate', 'no');
  return make('span', `dot ${state}`, label, ` · ${more}`);
};
const list = async () => {
  const all = await items();
  queued = all.filter((item) => item.body).length;
  const queue = $('#queue').cloneNode();
  queue.append(...all.map((item) => {
    if (item.body) return make('li', 'note', named('promised', item.label, word('waits')));
    const forget = make('button', 'plain', word('forget'));
    forget.dataset.forget = item.id;
    return make('li', 'note spread', named('alarm', item.label, word('refused', item)), forget);
  }), ...sent.map((url) => make('li', 'note calm', Object.assign(make('a', 'back', word('sent')), { href: url }))));
  morph($('#queue'), queue);
  for (const item of all) {
    const form = item.body && formOf(item);
    if (!form || form.later || typing(form)) continue;
    form.elements.free.value = new URLSearchParams(item.body).get('free');
    if (!$('[data-said]', form).textContent) told(form, word('waits'));
  }
  net(state);
};
// What the service made of it; null when neither it nor the network could take it.
const deliver = async ({ action, body }) => {
  const fields = new URLSearchParams(body);
  fields.set('csrf', meta('csrf'));
  const got = await load(action, { method: 'POST', body: fields, keepalive: true });
  if (!got || got.answer.status >= 500 || got.answer.status === 429) return null;
  const { answer } = got, page = read(got.text);
  return page && { ok: answer.ok, page, url: answer.redirected && answer.url, reason: $('[data-reason]', page)?.textContent.trim().replace(/[^\S\u00a0\u202f]+/g, ' ') ?? '' };
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
        await put({ ...item, body: '', reason: got.reason });
        if (form) refused(form, got);
        continue;
      }
      await drop(item.id);
      if (form) saved(form, got.page, item);
      else if (item.kind !== 'count') { sent.push(got.url); say(word('sent')); }
    }
  });
  await list();
};
// The browser sends a form by itself, as if its button had been pressed.
const plainly = (form, by) => {
  if (by?.name) form.append(Object.assign(make('input', ''), { type: 'hidden', name: by.name, value: by.value }));
  form.submit();
};
// When somebody began to change a form, and which count it showed them then.
const begin = (form) => {
  if (!form.begun) form.begun = { at: now(), seen: form.elements.seen?.value };
  return form.begun;
};
const send = async (form, by) => {
  const { free, seen, counted_at: counted, idempotency_key: key } = form.elements, kind = form.dataset.queue, action = form.getAttribute('action'), begun = begin(form);
  form.begun = null;
  key.value = unlikeAny(); // that of a kept page may have served already
  if (seen) seen.value = begun.seen;
  if (counted) counted.value = new Date(begun.at).toISOString();
  const fields = new FormData(form);
  if (by?.name) fields.append(by.name, by.value);
  const item = { id: key.value, account: meta('account'), kind, action, at: begun.at, lease: Date.now() + LEASE, label: fill(form.dataset.label, { time: clock(begun.at) }), body: new URLSearchParams([...fields]).toString() };
  busy(form, true);
  if (free) {
    clearTimeout(form.later);
    form.later = 0;
    told(form, word('saving'));
  }
  let got = null;
  try {
    if (free) for (const earlier of await items()) if (earlier.action === action) await drop(earlier.id);
    await put(item);
    if (navigator.onLine) got = await deliver(item);
  } catch { // a browser that keeps nothing, or a mistake of ours
    await drop(item.id).catch(() => 0);
    return plainly(form, by);
  }
  busy(form, false);
  if (got) await drop(item.id);
  else { await put({ ...item, lease: 0 }); if (state !== 'over') net('offline'); }
  if (!free) delete sessionStorage.draft;
  if (!free && got) return show(got.page, got.url);
  if (got?.ok) saved(form, got.page, item);
  else if (got) refused(form, got);
  else if (free) told(form, word('waits'), free.defaultValue);
  else {
    $$('[name="remove"]', form).forEach((remove) => remove.closest('[data-child]').remove());
    form.reset();
    scrollTo(0, 0);
    say(word('waits'));
  }
  return list();
};

// Counts: minus and plus save by themselves, and can be undone for ten seconds.
const said = (form, ...what) => {
  $('[data-said]', form).textContent = '';
  $('[data-said]', form).append(...what);
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
const save = (form) => $('[name="step"][value="0"]', form).click();
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
  if (!able || !draft() || !sessionStorage.draft || $('.problem, [data-filled]')) return;
  const fields = JSON.parse(sessionStorage.draft);
  for (const [name] of fields) if (/^age-/.test(name) && !$(`#${name}`)) child(name.slice(4));
  for (const el of draft().elements) {
    const given = fields.filter(([name]) => name === el.name).map(([, value]) => value);
    if (/radio|checkbox/.test(el.type)) el.checked = given.includes(el.value);
    else if (given.length) [el.value] = given;
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
    else if (!queue && !navigator.onLine) say($('#net').textContent = word('net-needed'));
  } else {
    busy(form, true);
    setTimeout(busy, 8000, form, false);
  }
});
on('click', (event) => {
  const by = event.target.closest('button'), form = by?.form, rows = $$('[data-child]').length;
  pressed = by;
  if (by?.dataset.forget) drop(by.dataset.forget).then(list);
  if (by?.name === 'right' && form.elements.free) form.elements.free.value = by.value;
  if (able && by?.name === 'step' && +by.value) {
    const { free } = form.elements;
    event.preventDefault();
    free.value = Math.min(Math.max(+free.value + +by.value, free.min), free.max);
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
on('change', ({ target: { form } }) => { if (isStepper(form)) later(form); });
on('focusout', ({ target: { form } }) => { if (isStepper(form) && !form.later) form.begun = null; });
on('input', ({ target: { form } }) => { if (isStepper(form)) begin(form); });
on('input', () => { if (able && draft()) sessionStorage.draft = JSON.stringify([...new FormData(draft())].filter(([name]) => !/csrf|key/.test(name))); });
on('visibilitychange', () => { if (document.hidden) $$('[data-stepper]').forEach((form) => form.later && save(form)); else flush(); });
on('mabit-back', flush, window);
on('mabit-page', () => { restore(); if (able) list(); }, window);
setInterval(flush, 10000);
if (meta('account')) { restore(); flush(); }
