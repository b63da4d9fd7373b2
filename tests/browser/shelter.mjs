// A shelter's night: the count, an offer, an arrival; with and without JavaScript.
import assert from 'node:assert/strict';
import { boy, girl, partner, until } from './kit.mjs';

const houses = {
  fr: { ...partner('asticude', 'nador'), dir: 'ltr', heading: 'Combien de lits libres ?', saved: 'Enregistré à', child: 'Fille, 14 ans' },
  ar: { ...partner('al-karam', 'marrakech'), dir: 'rtl', heading: 'كم سريرًا شاغرًا؟', saved: 'حُفظ', child: 'بنت، 14 سنة' },
  en: { ...partner('tadamon', 'tanger'), dir: 'ltr', heading: 'How many are free?', saved: 'Saved at', child: 'Girl, 14' },
};
const girlsOf = async (house) => (await house.pools()).find((pool) => pool.gender === 'female');
const offerOf = async (house, request) => (await house.request(request.id)).offer;

const journey = (lang, width) => async (open) => {
  const house = houses[lang], { id, free } = await girlsOf(house);
  const phone = await open({ width }), { page } = phone;
  await phone.signIn(house.house);
  assert.equal(new URL(page.url()).pathname, '/shelter');
  assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [lang, house.dir]);
  assert.equal(await phone.text('h1'), house.heading);
  await phone.live();

  // One more saves by itself, can be undone, and is there after a reload.
  const count = `#count-${id}`, said = `${count} .said`;
  const saved = () => until('saved', async () => (await phone.text(said)).includes(house.saved));
  await page.click(`${count} [name=step][value="1"]`);
  await until('counted', async () => (await house.pool(id)).free === free + 1);
  await saved();
  await page.click(`${said} button`);
  await until('undone', async () => (await house.pool(id)).free === free);
  await until('shown', async () => (await page.inputValue(`${count} [name=free]`)) === String(free));
  await page.click(`${count} [name=step][value="1"]`);
  await until('counted again', async () => (await house.pool(id)).free === free + 1);
  await saved();
  await page.reload();
  assert.equal(await page.inputValue(`${count} [name=free]`), String(free + 1));

  // Still right.
  const { reported_at: before } = await house.pool(id);
  await page.click(`[form="count-${id}"]`);
  await until('confirmed', async () => (await house.pool(id)).reported_at > before);
  assert.equal((await house.pool(id)).free, free + 1);
  await saved();

  // A child waits for the answer: it appears by itself, and yes is one tap.
  await phone.live();
  const request = await house.ask(girl(14)), card = `#offer-${request.offer.id}`;
  await page.waitForSelector(card);
  assert.equal(await phone.text(`${card} h3`), house.child);
  if (width < 900) assert.ok(await page.isVisible('#act'), 'the bar under the thumb');
  await Promise.all([page.waitForNavigation(), page.click(`${card} button.main`)]);
  assert.equal((await offerOf(house, request)).state, 'accepted');
  assert.equal(await page.locator(card).count(), 0);

  // The child has arrived.
  await Promise.all([page.waitForNavigation(), page.click(`#coming-${request.offer.id} form[action$="/arrive"] button`)]);
  assert.equal((await house.request(request.id)).state, 'placed');
  assert.equal(await page.locator(`#coming-${request.offer.id}`).count(), 0);
  await page.click('#here summary');
  await Promise.all([page.waitForNavigation(), page.click(`#here-${request.offer.id} button`)]);
  assert.equal(await page.locator(`#here-${request.offer.id}`).count(), 0);
  await house.count(id, free);
};

const plain = async (open) => {
  const house = houses.fr, { id, free } = await girlsOf(house);
  const phone = await open({ javaScriptEnabled: false }), { page } = phone;
  const follow = (act) => Promise.all([page.waitForNavigation(), act()]);
  await phone.signIn(house.house);
  await follow(() => page.click(`#count-${id} [name=step][value="1"]`));
  assert.equal((await house.pool(id)).free, free + 1);
  assert.equal(await page.inputValue(`#count-${id} [name=free]`), String(free + 1));
  await page.fill(`#count-${id} [name=free]`, String(free));
  await follow(() => page.press(`#count-${id} [name=free]`, 'Enter'));
  assert.equal((await house.pool(id)).free, free);
  const { reported_at: before } = await house.pool(id);
  await follow(() => page.click(`[form="count-${id}"]`));
  assert.ok((await house.pool(id)).reported_at > before);
  assert.ok(!(await page.isVisible('[data-sound]')));

  const [first, second] = [await house.ask(girl(13)), await house.ask(boy(14))];
  await page.reload();
  await follow(() => page.click(`#offer-${first.offer.id} button.main`));
  assert.equal((await offerOf(house, first)).state, 'accepted');
  await follow(() => page.click(`#coming-${first.offer.id} form[action$="/no-show"] button`));
  assert.equal((await house.request(first.id)).state, 'missing');
  await page.click(`#offer-${second.offer.id} summary`);
  await follow(() => page.click(`#offer-${second.offer.id} button[value="cannot_meet_need"]`));
  assert.notEqual((await offerOf(house, second))?.id, second.offer.id);

  const boys = (await house.pools()).find((pool) => pool.gender === 'male');
  await page.click(`#pool-${boys.id} .foot summary`);
  await follow(() => page.click(`#pool-${boys.id} form[action$="/close"] button`));
  assert.ok((await house.pool(boys.id)).closed);
  await follow(() => page.click(`#pool-${boys.id} form[action$="/open"] button`));
  assert.ok(!(await house.pool(boys.id)).closed);
};

const taps = async (open) => {
  const house = houses.fr, { id, free, version, capacity } = await girlsOf(house);
  const phone = await open(), { page } = phone, posts = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(new URLSearchParams(request.postData())));
  await phone.signIn(house.house);
  posts.length = 0;
  const count = `#count-${id}`, said = `${count} .said`;
  await page.click(`${count} [name=step][value="1"]`);
  await page.click(`${count} [name=step][value="1"]`);
  await until('saved', async () => (await house.pool(id)).free === free + 2);
  await until('said', async () => (await phone.text(said)).includes(house.saved));
  assert.equal(posts.length, 1);
  assert.deepEqual([posts[0].get('free'), posts[0].get('step')], [String(free + 2), '0']);
  assert.deepEqual(await phone.queue(), []);
  // Never below none, never above what there is.
  await page.fill(`${count} [name=free]`, '0');
  await page.click(`${count} [name=step][value="-1"]`);
  await until('none', async () => (await house.pool(id)).free === 0);
  await page.fill(`${count} [name=free]`, String(capacity));
  await page.click(`${count} [name=step][value="1"]`);
  await until('all', async () => (await house.pool(id)).free === capacity);
  assert.ok((await house.pool(id)).version > version);
  assert.equal(new Set(posts.map((post) => post.get('idempotency_key'))).size, posts.length);
  await house.count(id, free);
};

const sound = async (open) => {
  const house = houses.fr, phone = await open(), { page } = phone;
  await page.addInitScript(() => {
    window.tones = 0;
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
  });
  await phone.signIn(house.house);
  await phone.live();
  const tones = () => page.evaluate(() => window.tones), note = () => phone.text('[data-sound-note]');
  const silent = await house.ask(girl(15));
  await page.waitForSelector(`#offer-${silent.offer.id}`);
  assert.equal(await tones(), 0);
  await page.click('.chip:has([data-sound])');
  await until('a sample', async () => (await tones()) === 6);
  await until('said', async () => (await note()).startsWith('Sonne toutes les 20 secondes'));
  await page.evaluate(() => { rung = 0; });
  const loud = await house.ask(girl(16));
  await page.waitForSelector(`#offer-${loud.offer.id}`);
  await until('it rings', async () => (await tones()) === 12);
  await until('it rings again', async () => (await tones()) > 12, 30);
  // After a reload the switch is as it was; the browser wants a first touch, and the page says so.
  await page.reload();
  assert.ok(await page.isChecked('[data-sound]'));
  await until('said', async () => (await note()).startsWith('Touchez l’écran'));
  await page.click('h1');
  await until('said', async () => (await note()).startsWith('Sonne toutes les 20 secondes'));
  for (const request of [silent, loud]) await house.withdraw(request.id);
  await until('gone', async () => !(await page.locator('#offers article').count()));
  assert.doesNotMatch(await page.title(), /^\(/);
};

/** A slow network: the button says that it is being sent, and another tap sends nothing more. */
const slow = async (open) => {
  const house = houses.fr, request = await house.ask(girl(14));
  const phone = await open(), { page } = phone, posts = [];
  page.on('request', (one) => one.method() === 'POST' && one.url().endsWith('/accept') && posts.push(one.url()));
  await phone.signIn(house.house);
  await phone.live();
  const yes = page.locator(`#offer-${request.offer.id} form[action$="/accept"] button`), label = await yes.innerText();
  phone.line.delay = 1500;
  await yes.click();
  await until('said', async () => (await yes.innerText()) === 'Envoi…');
  await yes.click();
  phone.line.delay = 0;
  await page.waitForSelector(`#coming-${request.offer.id}`);
  assert.equal(posts.length, 1);
  assert.notEqual(label, 'Envoi…');
  await house.withdraw(request.id);
};

const checks = { 'a shelter without JavaScript': plain, 'two taps are one count, within its bounds': taps, 'a tone for a new offer, once it is switched on, until it is answered': sound, 'a slow network: the button says that it is being sent': slow };
for (const lang of Object.keys(houses)) for (const width of [360, 1280]) checks[`a shelter’s night, ${lang}, ${width} px`] = journey(lang, width);
export default checks;
