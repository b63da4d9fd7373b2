// app.js, queue.js and sw.js in headless Chromium against a small server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { launch } from './browser.mjs';
import { serve } from './serve.mjs';
const mock = (name) => readFileSync(`../mock/${name}.fr.html`, 'utf8');
let s, keys = 0, streams = [];
const fresh = () => { s = { free: { p1: 3, p2: 0 }, offer: false, accepted: false, posts: [], effects: new Map(), mode: 'ok', signedIn: true }; };
fresh();
const dress = (html) => html.replace(/(name="idempotency_key" value=")[^"]*/g, () => `name="idempotency_key" value="key-${++keys}`).replace(/(mabit-now" content=")[^"]*/, `$1${new Date().toISOString()}`);
const pages = {
  '/shelter': () => {
    let html = mock('shelter').replace('name="free" value="3"', `name="free" value="${s.free.p1}"`).replace('name="free" value="0"', `name="free" value="${s.free.p2}"`);
    if (s.free.p2) html = html.replace('<span class="dot full">complet</span>', `<span class="dot free">${s.free.p2} libres</span>`);
    if (s.offer) html = html.replace('<article class="card" id="offer-o1"', '<article class="card" id="offer-o9" data-rings><h3>Garçon, 12 ans</h3></article>\n<article class="card" id="offer-o1"');
    return html;
  },
  '/outreach': () => mock('outreach'),
  '/outreach/requests/K7Q2M9XD': () => mock(s.accepted ? 'answer-accepted' : 'answer-promised'),
  '/coordinator/board': () => mock('board'),
  '/sign-in': () => mock('sign-in'),
};
const server = await serve(8735, async (req, res, url) => {
  if (s.mode === 'down') { req.socket.destroy(); return true; }
  if (url.pathname === '/api/v1/events') {
    if (!s.signedIn) { res.statusCode = 401; res.end(); return true; }
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    res.write(': hello\n\n');
    streams.push(res);
    return true;
  }
  if (req.method === 'POST') {
    let body = '';
    for await (const part of req) body += part;
    const fields = Object.fromEntries(new URLSearchParams(body));
    s.posts.push({ path: url.pathname, ...fields });
    if (url.pathname === '/sign-out') { s.signedIn = false; res.writeHead(303, { Location: '/sign-in' }); res.end(); return true; }
    if (s.mode === 'busy') { res.statusCode = 503; res.end('busy'); return true; }
    if (s.mode === 'refuse') { res.writeHead(422, { 'Content-Type': 'text/html; charset=utf-8' }); res.end(dress(mock('outreach-wrong'))); return true; }
    if (!s.effects.has(fields.idempotency_key)) {
      s.effects.set(fields.idempotency_key, url.pathname);
      const pool = /pools\/(\w+)$/.exec(url.pathname)?.[1];
      if (pool) s.free[pool] = +fields.free + +fields.step;
    }
    if (s.mode === 'lose') { s.mode = 'ok'; req.socket.destroy(); return true; }
    res.writeHead(303, { Location: url.pathname === '/outreach' ? '/outreach/requests/K7Q2M9XD' : '/shelter' });
    res.end();
    return true;
  }
  const page = pages[url.pathname];
  if (!page) return false;
  if (!s.signedIn && url.pathname !== '/sign-in') { res.writeHead(303, { Location: '/sign-in' }); res.end(); return true; }
  res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  res.end(dress(page()));
  return true;
});
const tell = (kind) => streams.forEach((r) => r.write(`event: ${kind}\ndata: {}\n\n`));
const base = 'http://localhost:8735';
const browser = await launch();
let passed = 0;
const only = new RegExp(process.argv[2] ?? '.');
const test = async (name, act, options = {}) => {
  if (!only.test(name)) return;
  fresh(); streams = [];
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options });
  const page = await context.newPage();
  const noise = [];
  page.on('pageerror', (e) => noise.push(e.message));
  page.on('console', (m) => /Content Security Policy|TypeError|ReferenceError/.test(m.text()) && noise.push(m.text()));
  try {
    await act(page, context);
    assert.deepEqual(noise, []);
    passed++;
    console.log('ok  ', name);
  } catch (error) { console.log('FAIL', name, '\n', error.message.slice(0, 900), noise); process.exitCode = 1; }
  s.mode = 'ok';
  await context.close();
  streams.forEach((r) => r.destroy());
};
const until = async (what, check, ms = 8000) => { const end = Date.now() + ms; while (Date.now() < end) { if (await check()) return; await new Promise((r) => setTimeout(r, 50)); } throw new Error(`never: ${what}`); };
const stored = (page) => page.evaluate(() => new Promise((done) => { const o = indexedDB.open('mabit', 1); o.onsuccess = () => { if (!o.result.objectStoreNames.length) return done([]); const g = o.result.transaction('queue').objectStore('queue').getAll(); g.onsuccess = () => { o.result.close(); done(g.result); }; }; }));
const text = async (page, what) => (await page.locator(what).first().innerText()).replaceAll('\u00a0', ' ');

await test('a live region is replaced; focus, what is typed and open details stay', async (page) => {
  await page.goto(`${base}/shelter`);
  await until('live', async () => (await text(page, '#net')) === 'En direct');
  await page.locator('#offer-o1 details summary').click();
  await page.locator('#pool-p1 input[name=free]').focus();
  await page.evaluate(() => { const f = document.activeElement; f.value = '5'; window.before = f; });
  s.free.p2 = 2; s.offer = true;
  tell('offer');
  await until('the new card', () => page.locator('#offer-o9').count());
  assert.equal(await page.locator('#pool-p1 input[name=free]').inputValue(), '5');
  assert.ok(await page.evaluate(() => document.activeElement === window.before));
  assert.equal(await page.locator('#pool-p2 input[name=free]').inputValue(), '2');
  assert.ok(await page.locator('#pool-p2 .dot.free').count());
  assert.ok(await page.locator('#offer-o1 details').getAttribute('open') !== null);
  await until('said', async () => (await page.locator('#say').textContent()).includes('Une demande attend'));
  await page.locator('#offer-o1 button[value=full]').focus();
  s.offer = false;
  tell('offer');
  await until('the card goes', async () => !(await page.locator('#offer-o9').count()));
  assert.equal(await page.evaluate(() => document.activeElement.value), 'full');
});
await test('nothing changes when the server says the same again', async (page) => {
  await page.goto(`${base}/shelter`);
  await until('live', async () => (await text(page, '#net')) === 'En direct');
  await page.evaluate(() => { window.changes = 0; new MutationObserver((l) => { window.changes += l.filter((m) => !m.target.closest?.('time, #net, #say, #queue') && !(m.target.type === 'hidden')).length; }).observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true }); });
  const seen = page.waitForResponse((r) => r.url().endsWith('/shelter'));
  tell('pool');
  await seen;
  await page.waitForTimeout(400);
  assert.equal(await page.evaluate(() => [...document.querySelector('#say').textContent].length), 0);
  assert.equal(await page.evaluate(() => window.changes), 0);
});
await test('the answer turns from promised to accepted, focus moves on sensibly', async (page) => {
  await page.goto(`${base}/outreach/requests/K7Q2M9XD`);
  await until('live', async () => (await text(page, '#net')) === 'En direct');
  s.accepted = true;
  tell('offer');
  await until('accepted', async () => (await text(page, 'h1')) === 'On vous attend');
  await until('said', async () => (await page.locator('#say').textContent()).includes('Le foyer a dit oui'));
});
await test('a count: two taps make one POST; undo puts the old number back; undo goes after ten seconds', async (page) => {
  await page.goto(`${base}/shelter`);
  await page.locator('#count-p1 [name=step][value="1"]').click();
  await page.locator('#count-p1 [name=step][value="1"]').click();
  await until('saved', async () => (await text(page, '#count-p1 .said').catch(() => '')).includes('Enregistré'));
  assert.equal(s.posts.length, 1);
  assert.equal(s.posts[0].free, '5');
  assert.equal(s.posts[0].step, '0');
  assert.deepEqual(await stored(page), []);
  await page.locator('#count-p1 .said button').click();
  await until('undone', () => s.free.p1 === 3);
  assert.equal(s.posts.length, 2);
  assert.notEqual(s.posts[0].idempotency_key, s.posts[1].idempotency_key);
  await until('shown', async () => (await page.locator('#count-p1 [name=free]').inputValue()) === '3' && (await text(page, '#count-p1 .said')).includes('Enregistré'));
  await page.waitForTimeout(10400);
  assert.equal(await page.locator('#count-p1 .said button').count(), 0);
});
await test('a count can’t leave its bounds; still right confirms', async (page) => {
  await page.goto(`${base}/shelter`);
  await page.locator('#count-p2 [name=step][value="-1"]').click();
  await until('saved', () => s.posts.length === 1);
  assert.equal(s.posts[0].free, '0');
  await page.locator('[form=count-p1]').click();
  await until('confirmed', () => s.posts.length === 2);
  assert.equal(s.posts[1].free, '3');
});
await test('a count offline waits, the last one wins, is sent once', async (page, context) => {
  await page.goto(`${base}/shelter`);
  await until('live', async () => (await text(page, '#net')) === 'En direct');
  await context.setOffline(true); s.mode = 'down';
  await page.locator('#count-p1 [name=step][value="-1"]').click();
  await until('waits', async () => (await text(page, '#count-p1 .said').catch(() => '')).includes('En attente du réseau'));
  await page.locator('#count-p1 [name=step][value="-1"]').click();
  await page.waitForTimeout(1000);
  assert.equal((await stored(page)).length, 1);
  assert.match(await text(page, '#net'), /Hors ligne depuis \d\d:\d\d \(à envoyer : 1\)/);
  s.mode = 'ok'; await context.setOffline(false);
  await until('sent', () => s.free.p1 === 1);
  await until('gone', async () => !(await stored(page)).length);
  await page.waitForTimeout(500);
  assert.equal(s.effects.size, 1);
  assert.equal(s.posts.length, 1);
  assert.equal(await page.locator('#count-p1 [name=free]').inputValue(), '1');
  assert.equal(await page.locator('#queue li').count(), 0);
});
await test('a request offline is queued, survives a reload from the cache, is sent once', async (page, context) => {
  await page.goto(`${base}/outreach`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.waitForTimeout(400);
  await context.setOffline(true); s.mode = 'down';
  await page.locator('[name=age-0]').fill('11');
  await page.locator('.act button').click();
  await until('waiting', () => page.locator('#queue li').count());
  assert.match(await text(page, '#queue'), /Demande de lit de \d\d:\d\d · En attente du réseau/);
  assert.equal(await page.locator('[name=age-0]').inputValue(), '14');
  assert.equal(await page.evaluate(() => sessionStorage.draft), undefined);
  await page.reload();
  await until('cached', async () => (await text(page, '#net')).startsWith('Sans réseau : page lue à'));
  await until('still queued', () => page.locator('#queue li').count());
  s.mode = 'ok'; await context.setOffline(false);
  await until('sent', () => s.effects.size === 1, 30000);
  await until('link', () => page.locator('#queue a').count());
  await page.waitForTimeout(600);
  assert.equal(s.posts.length, 1);
  assert.equal(s.posts[0]['age-0'], '11');
  assert.deepEqual(await stored(page), []);
  await page.locator('#queue a').click();
  await until('answer', async () => (await text(page, 'h1')) === 'Un lit est promis');
});
await test('two tabs send what waits once', async (page, context) => {
  await page.goto(`${base}/outreach`);
  const other = await context.newPage();
  await other.goto(`${base}/outreach`);
  await context.setOffline(true); s.mode = 'down';
  await page.locator('.act button').click();
  await until('waiting', () => page.locator('#queue li').count());
  s.mode = 'ok'; await context.setOffline(false);
  await until('sent', () => s.effects.size === 1, 30000);
  await page.waitForTimeout(1000);
  assert.equal(s.posts.length, 1);
});
await test('an answer lost on the way is asked for again under the same key', async (page) => {
  await page.goto(`${base}/outreach`);
  s.mode = 'lose';
  await page.locator('.act button').click();
  await until('shown', async () => (await page.locator('#queue a').count()) || s.posts.length > 1, 45000);
  assert.equal(s.effects.size, 1);
  assert.equal(new Set(s.posts.map((p) => p.idempotency_key)).size, 1);
});
await test('online the answer takes the form’s place; back leads to the form', async (page) => {
  await page.goto(`${base}/outreach`);
  await page.locator('.act button').click();
  await until('answer', async () => (await text(page, 'h1')) === 'Un lit est promis');
  assert.ok(page.url().endsWith('/outreach/requests/K7Q2M9XD'));
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  await page.goBack();
  await until('form', async () => (await text(page, 'h1')).startsWith('Qui a besoin'));
  assert.equal(s.effects.size, 1);
});
await test('wrong input: the answer’s page with the field named, focus at the top', async (page) => {
  await page.goto(`${base}/outreach`);
  s.mode = 'refuse';
  await page.locator('.act button').click();
  await until('problem', () => page.locator('.problem').count());
  assert.ok(await page.evaluate(() => document.activeElement.matches('.problem')));
  assert.deepEqual(await stored(page), []);
});
await test('refused after waiting: shown with its reason, its content gone, can be cleared', async (page, context) => {
  await page.goto(`${base}/outreach`);
  await context.setOffline(true); s.mode = 'down';
  await page.locator('.act button').click();
  await until('waiting', () => page.locator('#queue li').count());
  s.mode = 'refuse'; await context.setOffline(false);
  await until('refused', async () => (await text(page, '#queue')).includes('Pas accepté : Une réponse manque'), 30000);
  assert.equal((await stored(page))[0].body, '');
  await page.locator('#queue button').click();
  await until('cleared', async () => !(await stored(page)).length && !(await page.locator('#queue li').count()));
});
await test('sign-out asks when something waits and clears the phone', async (page, context) => {
  await page.goto(`${base}/shelter`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await until('cached', () => page.evaluate(async () => !!(await caches.match('/shelter'))));
  s.mode = 'busy';
  await page.locator('#count-p1 [name=step][value="1"]').click();
  await until('waiting', async () => (await stored(page)).some((i) => !i.lease));
  s.mode = 'ok';
  await page.locator('.menu').nth(1).locator('summary').click();
  const asked = []; page.on('dialog', (d) => { asked.push(d.message()); d.accept(); });
  await page.locator('[data-sign-out] button').click();
  await page.waitForURL('**/sign-in');
  assert.equal(asked.length, 1);
  assert.deepEqual(await stored(page), []);
  await until('no page kept', () => page.evaluate(async () => !(await caches.has('pages'))));
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
});
await test('the cache holds three pages without a child, no POST, no API, no sign-in', async (page) => {
  for (const path of ['/shelter', '/outreach', '/coordinator/board', '/outreach/requests/K7Q2M9XD']) { await page.goto(base + path); await page.evaluate(() => navigator.serviceWorker.ready); await page.reload(); await page.waitForTimeout(300); }
  const kept = await page.evaluate(async () => { const all = {}; for (const name of await caches.keys()) for (const r of await (await caches.open(name)).keys()) all[new URL(r.url).pathname] = name === 'pages' ? await (await caches.match(r)).text() : ''; return all; });
  assert.deepEqual(Object.keys(kept).filter((p) => !p.startsWith('/assets/')).sort(), ['/coordinator/board', '/outreach', '/shelter']);
  assert.ok(!kept['/shelter'].includes('Fille, 14'));
  assert.ok(kept['/shelter'].includes('data-cached="'));
});
await test('the session ends: said, nothing lost', async (page) => {
  await page.goto(`${base}/shelter`);
  await until('live', async () => (await text(page, '#net')) === 'En direct');
  s.signedIn = false;
  tell('pool');
  await until('over', async () => (await text(page, '#net')).includes('plus connecté'));
});
await test('brothers and sisters; what was typed survives a reload', async (page) => {
  await page.goto(`${base}/outreach`);
  await page.locator('[name=add]').click();
  await page.keyboard.type('9');
  await page.locator('[data-child]').nth(1).locator('input[value=male]').check();
  assert.match(await text(page, '[data-child] >> nth=1'), /Enfant 2/);
  await page.locator('[name=add]').click();
  assert.equal(await page.locator('[data-child]').count(), 3);
  await page.locator('[name=remove]').nth(1).click();
  assert.equal(await page.locator('[data-child]').count(), 2);
  await page.locator('[name=urgency][value=urgent]').check();
  await page.reload();
  await until('restored', async () => (await page.locator('[data-child]').count()) === 2);
  const row = page.locator('[data-child]').nth(1);
  assert.equal(await row.locator('[type=number]').inputValue(), '9');
  assert.ok(await row.locator('input[value=male]').isChecked());
  assert.ok(await page.locator('[name=urgency][value=urgent]').isChecked());
});
await test('countdowns run on the server’s clock, and time up asks the server', async (page) => {
  await page.clock.install({ time: new Date(Date.now() + 5 * 3600e3) });
  await page.goto(`${base}/outreach/requests/K7Q2M9XD`);
  const soonOver = new Date(Date.now() + 4000).toISOString();
  await page.evaluate((t) => { const el = document.querySelector('.lead time[data-until]'); el.dataset.until = t; }, soonOver);
  await page.clock.runFor(1000);
  assert.match(await page.locator('.lead time[data-until]').textContent(), /encore 0:0\d/);
});
await test('a tone for a new offer, only when switched on', async (page) => {
  await page.addInitScript(() => { window.tones = 0; const start = OscillatorNode.prototype.start; OscillatorNode.prototype.start = function (...a) { window.tones++; return start.apply(this, a); }; });
  await page.goto(`${base}/shelter`);
  await until('live', async () => (await text(page, '#net')) === 'En direct');
  s.offer = true; tell('offer');
  await until('card', () => page.locator('#offer-o9').count());
  assert.equal(await page.evaluate(() => window.tones), 0);
  s.offer = false; tell('offer');
  await until('gone', async () => !(await page.locator('#offer-o9').count()));
  await page.locator('.chip:has([data-sound])').click();
  assert.equal(await page.evaluate(() => window.tones), 2);
  s.offer = true; tell('offer');
  await until('card', () => page.locator('#offer-o9').count());
  assert.equal(await page.evaluate(() => window.tones), 4);
});
await test('a browser that keeps nothing still sends', async (page) => {
  await page.addInitScript(() => { indexedDB.open = () => { throw new Error('no'); }; window.addEventListener('unhandledrejection', (e) => e.preventDefault()); });
  await page.goto(`${base}/outreach`);
  await page.locator('.act button').click();
  await page.waitForURL('**/K7Q2M9XD');
  assert.equal(s.posts.length, 1);
});
await test('without JavaScript: a count and a request are plain POSTs', async (page) => {
  await page.goto(`${base}/shelter`);
  await page.locator('#count-p1 [name=step][value="1"]').click();
  await page.waitForLoadState();
  assert.deepEqual([s.posts[0].free, s.posts[0].step, s.free.p1], ['3', '1', 4]);
  assert.equal(await page.locator('#count-p1 [name=free]').inputValue(), '4');
  assert.ok(!(await page.locator('[data-sound]').isVisible()));
  await page.locator('#count-p1 [name=free]').fill('2');
  await page.keyboard.press('Enter');
  await until('entered', () => s.free.p1 === 2);
  await page.waitForLoadState();
  await page.waitForTimeout(300);
  await page.goto(`${base}/outreach`);
  await page.locator('.act button').click();
  await page.waitForURL('**/K7Q2M9XD');
}, { javaScriptEnabled: false });
await browser.close(); server.closeAllConnections(); server.close();
console.log(`${passed} passed`);
