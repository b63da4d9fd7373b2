// Nights without network: pages stay readable, what is sent waits and goes once, nothing stays.
import assert from 'node:assert/strict';
import { girl, partner, until } from './kit.mjs';

const people = partner('orient-occident', 'rabat');
const girlsPool = async () => (await people.pools()).find((pool) => pool.gender === 'female');
const waits = 'En attente du réseau';
const fill = async (page, age) => {
  await page.fill('[name="age-0"]', age);
  await page.check('[name="gender-0"][value="female"]');
};
const send = (page) => page.click('.act button.main');
const queued = (phone, page = phone.page) => until('it waits', async () => (await phone.queue(page)).some((item) => item.body && item.lease < Date.now()) && page.locator('#queue li').count());
const empty = (phone) => until('nothing waits', async () => !(await phone.queue()).some((item) => item.body));
const said = (phone, where) => until(`${where} says that it waits`, async () => (await phone.text(`${where} [data-said]`)) === waits);
/** Every bed is empty. */
const room = async () => { for (const { id, capacity } of await people.pools()) await people.count(id, capacity); };
/** Asks for a bed on the page; gives the request. */
const answered = async (phone, age) => {
  await fill(phone.page, age);
  await send(phone.page);
  await phone.page.waitForURL('**/outreach/requests/*');
  return (await people.requests())[0];
};

/** Every page that is kept, with a text on it and who reads it. */
const readable = (path, email, there) => async (open) => {
  const request = await people.ask(girl(14));
  const phone = await open(), { page } = phone;
  await phone.signIn(email, path);
  await phone.kept(path);
  await phone.offline();
  await page.goto(path);
  assert.ok((await phone.text('main')).includes(there));
  await until('its age is told', async () => /^Sans réseau : page enregistrée à \d\d:\d\d/.test(await phone.text('#net')));
  assert.ok(await page.isVisible('#net'));
  assert.ok(!/Fille, 14|بنت/.test(await page.content()), 'no child');
  // Any other page leads to one that is kept.
  await page.goto('/');
  assert.equal(new URL(page.url()).pathname, path);
  await phone.online();
  await until('fresh again', async () => !(await page.evaluate(() => document.documentElement.dataset.cached)), 40);
  await people.withdraw(request.id);
};

const count = async (open) => {
  const { id, free } = await girlsPool();
  const phone = await open(), { page } = phone, posts = [];
  await phone.signIn(people.house);
  await phone.live();
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await phone.offline();
  const said = `#count-${id} .said`, less = `#count-${id} [name=step][value="-1"]`;
  await page.click(less);
  await until('it waits', async () => (await phone.text(said)).includes(waits));
  const [first] = await phone.queue();
  await page.click(less);
  await until('the last one waits', async () => { const all = await phone.queue(); return all.length === 1 && all[0].id !== first.id; });
  await until('said', async () => /^Hors ligne depuis \d\d:\d\d \(à envoyer : 1\)$/.test(await phone.text('#net')));
  assert.match(await phone.text('#queue'), / : compte de \d\d:\d\d · En attente du réseau$/);
  assert.equal((await people.pool(id)).free, free);
  assert.equal(posts.length, 0);
  await phone.online();
  await until('sent', async () => (await people.pool(id)).free === free - 2, 30);
  await empty(phone);
  await until('shown', async () => (await phone.text(said)).startsWith('Enregistré à'));
  assert.equal(posts.length, 1);
  assert.equal(await page.inputValue(`#count-${id} [name=free]`), String(free - 2));
  await until('the list is empty', async () => !(await page.locator('#queue li').count()));
  await people.count(id, free);
};

const deadLine = async (open) => {
  const { id, free } = await girlsPool();
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.live();
  // The phone takes itself for online, but nothing goes through.
  phone.mayFail = true;
  phone.line.cut();
  await page.click(`#count-${id} [name=step][value="1"]`);
  await until('it waits', async () => (await phone.text(`#count-${id} .said`)).includes(waits));
  await until('said', async () => (await phone.text('#net')).startsWith('Hors ligne'));
  phone.line.mend();
  await until('sent', async () => (await people.pool(id)).free === free + 1, 40);
  await empty(phone);
  await people.count(id, free);
};

const ask = async (open) => {
  const before = (await people.requests()).length;
  const phone = await open(), { page } = phone;
  await phone.signIn(people.team);
  await phone.kept('/outreach');
  await fill(page, '10');
  await send(page);
  await page.waitForURL('**/outreach/requests/*');
  await phone.offline();
  await page.goto('/outreach');
  await fill(page, '11');
  await send(page);
  await queued(phone);
  assert.match(await phone.text('#queue'), /^Demande de lit de \d\d:\d\d · Fille 11 · En attente du réseau$/);
  assert.equal(await page.inputValue('[name="age-0"]'), '');
  assert.equal(await page.evaluate(() => sessionStorage.draft), undefined);
  await page.reload();
  await until('the kept page', async () => (await phone.text('#net')).startsWith('Sans réseau : page enregistrée à'));
  await until('it still waits', () => page.locator('#queue li').count());
  await phone.online();
  await until('the link to the answer', () => page.locator('#queue a').count(), 40);
  const all = await people.requests();
  assert.equal(all.length, before + 2);
  assert.deepEqual(all.slice(0, 2).map((request) => request.children[0].age), [11, 10]);
  await empty(phone);
  await page.reload();
  await until('still told after a reload', async () => /^Demande de lit de \d\d:\d\d · Envoyé/.test(await phone.text('#queue li')));
  assert.ok((await phone.queue()).every((item) => !item.body && !item.who));
  await page.click('#queue a');
  await until('the answer', async () => (await phone.text('h1')) === 'Un lit est réservé');
  await until('read', async () => !(await page.locator('#queue li').count()));
  const kept = await phone.caches();
  assert.deepEqual(Object.keys(kept).filter((path) => !path.startsWith('/assets/')), ['/outreach']);
  assert.doesNotMatch(kept['/outreach'], /name="age-[^>]*value="1/);
  for (const request of all.slice(0, 2)) await people.withdraw(request.id);
};

const twoTabs = async (open) => {
  const before = (await people.requests()).length;
  const phone = await open(), { page } = phone;
  await phone.signIn(people.team);
  const other = await phone.tab();
  await other.goto('/outreach');
  await phone.offline();
  await fill(page, '12');
  await send(page);
  await queued(phone);
  await phone.online();
  await empty(phone);
  const all = await people.requests();
  assert.equal(all.length, before + 1);
  await people.withdraw(all[0].id);
};

const lost = async (open) => {
  const before = (await people.requests()).length;
  const phone = await open(), { page } = phone;
  await phone.signIn(people.team);
  phone.mayFail = true;
  // The browser itself tries again a few times; then it waits.
  phone.line.loseAnswers(Infinity);
  await fill(page, '13');
  await send(page);
  await queued(phone);
  assert.equal((await people.requests()).length, before + 1);
  phone.line.loseAnswers(0);
  await empty(phone);
  await until('the link to the answer', () => page.locator('#queue a').count());
  const all = await people.requests();
  assert.equal(all.length, before + 1);
  await people.withdraw(all[0].id);
};

const refused = async (open) => {
  const before = (await people.requests()).length;
  const phone = await open(), { page } = phone;
  await phone.signIn(people.team);
  await phone.offline();
  await page.fill('[name="age-0"]', '14');
  await page.evaluate(() => { document.querySelector('main form').noValidate = true; });
  await send(page);
  await queued(phone);
  await phone.online();
  await until('the reason', async () => (await phone.text('#queue')).includes('Refusé : Une réponse manque'), 40);
  const [item] = await phone.queue();
  assert.equal(item.body, '');
  await page.click('#queue button');
  await empty(phone);
  await until('cleared', async () => !(await page.locator('#queue li').count()));
  assert.equal((await people.requests()).length, before);
};

/** The bed stays readable without network, and so does what is done at the door. */
const promise = async (open) => {
  await room();
  const phone = await open(), { page } = phone;
  await phone.signIn(people.team);
  await phone.kept('/outreach');
  const request = await answered(phone, '10'), answer = new URL(page.url()).pathname, name = await phone.text('#shelter h2');
  await people.accept(request.offer.id);
  await until('accepted', async () => (await phone.text('h1')) === 'On vous attend');
  await phone.offline();
  await page.goto(answer);
  assert.equal(new URL(page.url()).pathname, '/outreach');
  const card = '#promises .card';
  await page.waitForSelector(card);
  const told = await phone.text(card);
  for (const part of [name, 'À l’arrivée, donnez cette référence', 'Itinéraire']) assert.ok(told.includes(part), `${part} in ${told}`);
  assert.equal(await page.locator(`${card} a[href^="tel:+"]`).count(), 1);
  assert.doesNotMatch(await page.evaluate(() => localStorage.promises), /Fille|10.ans|csrf" value="\w/);
  await page.click(`${card} form button`);
  await said(phone, card);
  await phone.online();
  await until('placed', async () => (await people.request(request.id)).state === 'placed', 40);
  await until('the card goes', async () => !(await page.locator('#promises').count()));
  await until('nothing is kept', () => page.evaluate(() => localStorage.promises === '{}'));
};

/** What ended elsewhere is not promised any longer. */
const promiseEnds = async (open) => {
  await room();
  const phone = await open(), { page } = phone;
  await phone.signIn(people.team);
  await phone.kept('/outreach');
  const request = await answered(phone, '11');
  await phone.offline();
  await page.goto('/outreach');
  await page.waitForSelector('#promises .card');
  assert.match(await phone.text('#promises .card'), /Réservé jusqu’à \d\d:\d\d[\s\S]*\w{4}-\w{4}/);
  await people.withdraw(request.id);
  await phone.online();
  await until('the card goes', async () => !(await page.locator('#promises').count()), 40);
  await until('nothing is kept', () => page.evaluate(() => localStorage.promises === '{}'));
};

const teamActs = async (open) => {
  await room();
  const phone = await open(), { page } = phone;
  await phone.signIn(people.team);
  const request = await answered(phone, '12');
  await phone.live();
  await people.accept(request.offer.id);
  const form = '#act form[action$="/arrive"]';
  await page.waitForSelector(form);
  await phone.offline();
  await page.click(`${form} button`);
  await said(phone, form);
  assert.match(await phone.text('#queue'), /^\d\d:\d\d · Arrivée confirmée · \w{4}-\w{4} · En attente du réseau/);
  assert.equal((await people.request(request.id)).state, 'accepted');
  await phone.online();
  await until('placed', async () => (await people.request(request.id)).state === 'placed', 40);
  await until('told', async () => (await phone.text('h1')) === 'Arrivée confirmée');
  await empty(phone);
};

const houseActs = async (open) => {
  await room();
  const [asked, coming] = [await people.ask(girl(13)), await people.ask(girl(14))];
  await people.accept(coming.offer.id);
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.live();
  await phone.offline();
  const yes = `#offer-${asked.offer.id} form[action$="/accept"]`, there = `#coming-${coming.offer.id} form[action$="/arrive"]`, nobody = `#coming-${coming.offer.id} form[action$="/no-show"]`;
  const waiting = await page.locator('[data-rings]').count();
  await page.click(`${yes} button`);
  await said(phone, yes);
  await until('answered: no longer counted', async () => (/^\((\d+)\)/.exec(await page.title())?.[1] ?? '0') === String(waiting - 1));
  await page.click(`${there} button`);
  await said(phone, there);
  // The last tap about an offer is the one that counts.
  await page.click(`${nobody} button`);
  await said(phone, nobody);
  await until('no longer said', async () => (await phone.text(`${there} [data-said]`)) === '');
  assert.deepEqual((await phone.queue()).map(({ action }) => action.split('/').pop()).sort(), ['accept', 'no-show']);
  await phone.online();
  await until('accepted', async () => (await people.request(asked.id)).state === 'accepted', 40);
  await until('missing', async () => (await people.request(coming.id)).state === 'missing');
  await page.waitForSelector(`#coming-${asked.offer.id}`);
  await empty(phone);
  for (const request of [asked, coming]) await people.withdraw(request.id);
};

const actRefused = async (open) => {
  await room();
  const asked = await people.ask(girl(15));
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.live();
  await phone.offline();
  const yes = `#offer-${asked.offer.id} form[action$="/accept"]`;
  await page.click(`${yes} button`);
  await said(phone, yes);
  await people.withdraw(asked.id);
  await phone.online();
  await until('the reason', async () => (await phone.text('#queue')).includes('Refusé : Quelque chose a changé entre-temps. Rien'), 40);
  await page.click('#queue button');
  await until('cleared', async () => !(await page.locator('#queue li').count()));
};

/** One that still waits can be taken back. */
const actTakenBack = async (open) => {
  await room();
  const asked = await people.ask(girl(16));
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.live();
  await phone.offline();
  const yes = `#offer-${asked.offer.id} form[action$="/accept"]`;
  await page.click(`${yes} button`);
  await said(phone, yes);
  await page.click('#queue button');
  await until('nothing is said', async () => (await phone.text(`${yes} [data-said]`)) === '');
  assert.deepEqual(await phone.queue(), []);
  await phone.online();
  await phone.live();
  assert.equal((await people.request(asked.id)).state, 'offered');
  await people.withdraw(asked.id);
};

/** An act whose answer was lost is no conflict with itself when it is tapped again. */
const actTwice = async (open) => {
  await room();
  const asked = await people.ask(girl(16));
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.live();
  phone.mayFail = true;
  phone.line.loseAnswers(Infinity);
  const yes = `#offer-${asked.offer.id} form[action$="/accept"]`;
  await page.click(`${yes} button`);
  await until('it waits', async () => (await phone.queue()).some((item) => item.lease < Date.now()), 60);
  await until('it has arrived', async () => (await people.request(asked.id)).state === 'accepted');
  phone.line.loseAnswers(0);
  await until('sent', async () => {
    const button = page.locator(`${yes} button`);
    if (await button.count()) await button.click({ timeout: 500 }).catch(() => 0);
    return !(await phone.queue()).length;
  }, 40);
  await page.waitForSelector(`#coming-${asked.offer.id}`);
  await until('nothing is listed', async () => !(await page.locator('#queue li').count()));
  await people.withdraw(asked.id);
};

/** What the phone keeps of who waits is that they wait. */
const keptWaiting = async (open) => {
  await room();
  const asked = await people.ask(girl(14));
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house, '/shelter');
  await phone.kept('/shelter');
  const note = page.locator('#offers .kept-only');
  assert.ok(!(await note.isVisible()));
  assert.ok(await page.isVisible('#act'));
  await phone.offline();
  await page.goto('/shelter');
  assert.ok(await note.isVisible());
  assert.ok(!(await page.isVisible('#act')));
  await phone.online();
  await until('fresh again', async () => !(await note.isVisible()), 40);
  await people.withdraw(asked.id);
};

/** What can't wait says so beside its button. */
const needsNetwork = async (open) => {
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house, '/account');
  await phone.offline();
  const form = page.locator('form[action="/account/settings"]').first();
  await form.locator('button').last().click();
  await until('said', async () => (await form.innerText()).includes('rien n’est parti'));
};

const signOut = async (open) => {
  const { id, free } = await girlsPool();
  const phone = await open(), { page } = phone, asked = [];
  await phone.signIn(people.house);
  await phone.kept('/shelter');
  phone.mayFail = true;
  phone.line.cut();
  await page.click(`#count-${id} [name=step][value="1"]`);
  await queued(phone);
  await page.click('label:has([data-sound])');
  page.on('dialog', (dialog) => { asked.push(dialog.message()); dialog.accept(); });
  // The line is there again only for the way out.
  await page.evaluate(() => { clearInterval = () => 0; });
  phone.line.mend();
  await page.click('.menu:has([data-sign-out]) summary');
  await page.click('[data-sign-out] button');
  await page.waitForURL('**/sign-in');
  assert.equal(asked.length, 1);
  assert.match(asked[0], /^Encore à envoyer\u00a0: 1\./);
  assert.deepEqual(await phone.queue(), []);
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
  await until('no page is kept', () => page.evaluate(async () => !(await caches.has('pages'))));
  assert.equal((await people.pool(id)).free, free);
  await page.goto('/shelter');
  assert.equal(new URL(page.url()).pathname, '/sign-in');
};

const plainSignOut = async (open) => {
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.kept('/shelter');
  await page.evaluate(() => { sessionStorage.draft = 'x'; });
  // As without JavaScript: the form goes as it is, and the answer clears the phone.
  await page.evaluate(() => { document.querySelector('[data-sign-out]').submit(); });
  await page.waitForURL('**/sign-in');
  await until('no page is kept', () => page.evaluate(async () => !(await caches.has('pages'))));
  assert.deepEqual(await phone.queue(), []);
};

export default {
  'offline: the shelter’s page is readable': readable('/shelter', people.house, 'Combien de lits libres'),
  'offline: the team’s page is readable': readable('/outreach', people.team, 'Qui a besoin d’un lit'),
  'offline: the board is readable': readable('/coordinator/board', people.coordinator, 'Orient-Occident'),
  'offline: a count waits, the last one wins, it goes once': count,
  'offline: a phone that takes itself for online': deadLine,
  'offline: a request waits, outlives a reload, goes once': ask,
  'offline: two tabs send what waits once': twoTabs,
  'offline: an answer that was lost is asked for again under the same key': lost,
  'offline: refused later is told with its reason': refused,
  'offline: a reserved bed stays readable, and the arrival can be told': promise,
  'offline: a reserved bed that is gone is not shown any longer': promiseEnds,
  'offline: what a team does waits beside its button': teamActs,
  'offline: what a shelter does waits, the last tap counts': houseActs,
  'offline: what was refused later says why': actRefused,
  'offline: what waits can be taken back': actTakenBack,
  'offline: an act whose answer was lost is done once': actTwice,
  'offline: a kept page says when what waits will be shown': keptWaiting,
  'offline: what needs the network says so beside its button': needsNetwork,
  'sign-out asks when something waits, and clears the phone': signOut,
  'sign-out clears the phone without JavaScript': plainSignOut,
};
