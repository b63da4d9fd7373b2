// Mabit in the browser: what is sent. Counts save by themselves, brothers and sisters are added,
// and what the network can't take waits in the phone until it is sent, refused or too old.
'use strict';
const OLD = 12 * 3600e3, LEASE = 25e3;
const make = (tag, cls, ...inner) => { const el = document.createElement(tag); el.className = cls; el.append(...inner); return el; };
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
// Only the own account's; one that is being sent is leased to whoever sends it.
const items = async () => (await store('readonly', (all) => all.getAll())).filter((item) => item.account === meta('account') && item.lease < Date.now()).sort((a, b) => a.at - b.at);
const formOf = ({ kind, action }) => kind === 'count' && $(`form[data-stepper][action="${action}"]`);
const sent = [];
const list = async () => {
  const all = await items();
  queued = all.filter((item) => item.body).length;
  const queue = $('#queue').cloneNode();
  queue.append(...all.map((item) => {
    if (item.body) return make('li', 'note', make('span', 'dot promised', `${item.label} · ${word('waits')}`));
    const forget = make('button', 'plain', word('forget'));
    forget.dataset.forget = item.id;
    return make('li', 'note spread', make('span', 'dot alarm', `${item.label} · ${word('refused', item)}`), forget);
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
  try {
    const fields = new URLSearchParams(body);
    fields.set('csrf', meta('csrf'));
    const answer = await fetch(action, { method: 'POST', body: fields, keepalive: true, signal: AbortSignal.timeout(20000) });
    if (answer.status >= 500 || answer.status === 429) return null;
    const page = await read(answer);
    return { ok: answer.ok, page, url: answer.redirected && answer.url, reason: $('[data-reason]', page)?.textContent.trim().replace(/\s+/g, ' ') ?? '' };
  } catch { return null; }
};
const flush = async () => {
  await list();
  if (!queued || !navigator.onLine || state === 'over') return;
  await refresh();
  await navigator.locks.request('mabit', { ifAvailable: true }, async (lock) => {
    for (const item of lock ? await items() : []) {
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
const send = async (form, by) => {
  const { free, idempotency_key: key } = form.elements, kind = form.dataset.queue, action = form.getAttribute('action');
  key.value = crypto.randomUUID(); // that of a kept page may have served already
  const item = { id: key.value, account: meta('account'), kind, action, at: now(), lease: Date.now() + LEASE, label: fill(form.dataset.label, { time: clock() }), body: new URLSearchParams(new FormData(form, by)).toString() };
  form.ariaBusy = true;
  if (free) {
    clearTimeout(form.later);
    form.later = 0;
    told(form, word('saving'));
  }
  try {
    if (free) for (const earlier of await items()) if (earlier.action === action) await drop(earlier.id);
    await put(item);
  } catch { // a browser that keeps nothing: the plain way
    return form.submit();
  }
  const got = navigator.onLine ? await deliver(item) : null;
  form.ariaBusy = null;
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
const told = (form, text, undo) => {
  const { free } = form.elements;
  $('[data-said]', form).replaceChildren(make('span', '', text));
  if (undo === undefined || undo === free.value) return;
  const back = make('button', 'plain', form.dataset.undo);
  back.type = 'button';
  back.onclick = () => { free.value = undo; save(form); };
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
  told(form, word('refused', got));
  say(word('refused', got));
};
const save = (form) => form.requestSubmit($('[name="step"][value="0"]', form));
const later = (form) => { clearTimeout(form.later); form.later = setTimeout(save, 700, form); };

// Brothers and sisters, and what was typed before a reload.
const number = () => $$('[data-child]').forEach((row, n) => $$('[data-n]', row).forEach((el) => { el.textContent = n + 1; }));
const child = (i) => {
  $('[data-children]').insertAdjacentHTML('beforeend', $('#child-row').innerHTML.replaceAll('{i}', i));
  number();
  return $(`#child-${i}`);
};
const draft = () => $('[data-queue="request"]');
const restore = () => {
  if (!draft() || !sessionStorage.draft || $('.problem')) return;
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

on('submit', async (event) => {
  const form = event.target, by = event.submitter, { queue } = form.dataset;
  if (form.method !== 'post' || by?.formNoValidate) return;
  if ('signOut' in form.dataset) {
    event.preventDefault();
    if (queued && !confirm(word('sign-out-unsent', { n: queued }))) return;
    await forget();
    if (by?.name) form.append(Object.assign(make('input', ''), { type: 'hidden', name: by.name, value: by.value }));
    form.submit();
  } else if (queue || !navigator.onLine || form.ariaBusy) {
    event.preventDefault();
    if (queue && !form.ariaBusy) await send(form, by);
    else if (!queue && !navigator.onLine) say($('#net').textContent = word('net-needed'));
  } else {
    form.ariaBusy = true;
    setTimeout(() => { form.ariaBusy = null; }, 8000);
  }
});
on('click', (event) => {
  const by = event.target.closest('button'), form = by?.form, rows = $$('[data-child]').length;
  if (by?.dataset.forget) drop(by.dataset.forget).then(list);
  if (by?.name === 'step' && +by.value) {
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
on('change', ({ target: { form } }) => { if (form && 'stepper' in form.dataset) later(form); });
on('input', () => { if (draft()) sessionStorage.draft = JSON.stringify([...new FormData(draft())].filter(([name]) => !/csrf|key/.test(name))); });
on('visibilitychange', () => { if (document.hidden) $$('[data-stepper]').forEach((form) => form.later && save(form)); else flush(); });
on('mabit-back', flush, window);
on('mabit-page', () => { restore(); list(); }, window);
setInterval(flush, 10000);
if (meta('account')) { restore(); flush(); }
