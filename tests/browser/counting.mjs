// Counts of several phones: an older one never replaces a newer one unseen.
import assert from 'node:assert/strict';
import { girl, partner, until } from './kit.mjs';

const people = partner('al-karam', 'marrakech');
const girlsPool = async () => (await people.pools()).find((pool) => pool.gender === 'female');
const inFrench = () => people.speak(people.house, 'fr');
const box = (id) => `#count-${id} .said`;

/** Taps a count on a phone without network; another counts meanwhile; the network comes back. */
const apart = async (open, meanwhile) => {
  await inFrench();
  const { id, free } = await girlsPool();
  const [phone, other] = [await open(), await open({ width: 1280 })];
  for (const one of [phone, other]) {
    await one.signIn(people.house);
    await one.live();
    one.mayAnswer.push(409);
  }
  await phone.kept('/shelter');
  await phone.offline();
  await phone.page.click(`#count-${id} [name=step][value="1"]`);
  await until('it waits', async () => (await phone.queue()).some((item) => item.body && item.lease < Date.now()));
  await meanwhile(other, id, phone);
  await phone.online();
  return { phone, other, id, free };
};

const older = async (open) => {
  const { phone, id, free } = await apart(open, async (other, id) => {
    await other.page.fill(`#count-${id} [name=free]`, '0');
    await other.page.press(`#count-${id} [name=free]`, 'Tab');
    await until('none', async () => (await people.pool(id)).free === 0);
  });
  const { page } = phone;
  await until('the question', async () => /^Entre-temps : 0 lit vide \(\d\d:\d\d\)\. Votre nombre, \d+, n’a pas été enregistré/.test(await phone.text(box(id))), 40);
  assert.equal((await people.pool(id)).free, 0);
  await until('the number there is', async () => (await page.inputValue(`#count-${id} [name=free]`)) === '0');
  await until('listed', async () => (await phone.text('#queue')).includes('Refusé : Entre-temps : 0 lit vide'));
  // The number of the phone was right after all: one tap, and it is the newest.
  await page.click(`${box(id)} button >> nth=0`);
  await until('chosen', async () => (await people.pool(id)).free === free + 1);
  await until('said', async () => (await phone.text(box(id))).startsWith('Enregistré à'));
  await until('nothing is left', async () => !(await page.locator('#queue li').count()));
  assert.deepEqual(await phone.queue(), []);
  await people.count(id, free);
};

const reloaded = async (open) => {
  const { phone, id, free } = await apart(open, async (other, id, phone) => {
    await people.count(id, 0);
    // The phone is opened anew while there is no network: what it keeps knows nothing of it.
    await phone.page.reload();
    await until('the kept page', () => phone.page.evaluate(() => document.documentElement.dataset.cached));
    await until('it still waits', () => phone.page.locator('#queue li').count());
  });
  const { page } = phone;
  await until('refused', async () => (await phone.text('#queue')).includes('Entre-temps : 0 lit vide'), 40);
  assert.equal((await people.pool(id)).free, 0);
  await page.click('#queue button');
  await until('cleared', async () => !(await page.locator('#queue li').count()));
  await people.count(id, free);
};

const own = async (open) => {
  await inFrench();
  const { id, free } = await girlsPool();
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.live();
  phone.mayFail = true;
  phone.line.loseAnswers(Infinity);
  await page.click(`#count-${id} [name=step][value="1"]`);
  await until('it waits', async () => (await phone.queue()).some((item) => item.body && item.lease < Date.now()), 60);
  await until('it has arrived', async () => (await people.pool(id)).free === free + 1);
  // Sent again under its key; and another tap on top of it.
  await page.click(`#count-${id} [name=step][value="1"]`);
  phone.line.loseAnswers(0);
  await until('the last one', async () => (await people.pool(id)).free === free + 2, 60);
  await until('nothing waits', async () => !(await phone.queue()).length);
  await until('said', async () => (await phone.text(box(id))).startsWith('Enregistré à'));
  await people.count(id, free);
};

/** The number is as old as its tap, whatever the phone's clock says. */
const dated = async (open) => {
  await inFrench();
  const { id, free } = await girlsPool();
  const phone = await open(), { page } = phone;
  await page.clock.install({ time: Date.now() + 5 * 3600e3 });
  await phone.signIn(people.house);
  const before = Date.now();
  await page.click(`#count-${id} [name=step][value="1"]`);
  await page.clock.runFor(1000);
  await until('one more', async () => (await people.pool(id)).free === free + 1);
  const at = Date.parse((await people.pool(id)).reported_at);
  assert.ok(at > before - 30000 && at <= Date.now(), `${at - before} ms`);
  await people.count(id, free);
};

/** Without a script an old page is not believed blindly. */
const plain = async (open) => {
  await inFrench();
  const { id, free } = await girlsPool();
  const phone = await open({ javaScriptEnabled: false }), { page } = phone;
  const follow = (act) => Promise.all([page.waitForNavigation(), act()]);
  await phone.signIn(people.house);
  await people.count(id, 0);
  phone.mayAnswer.push(409);
  await follow(() => page.click(`#count-${id} [name=step][value="1"]`));
  assert.equal((await people.pool(id)).free, 0);
  assert.match(await phone.text(box(id)), /^Entre-temps : 0 lit vide/);
  assert.equal(await page.locator('[name=right]:focus').count(), 1);
  assert.equal(await page.inputValue(`#count-${id} [name=free]`), '0');
  await follow(() => page.click(`${box(id)} button >> nth=0`));
  assert.equal((await people.pool(id)).free, free + 1);
  await people.count(id, free);
};

/** What stays in the phone about who is expected leads to no group and to no child. */
const keptCards = async (open) => {
  await inFrench();
  const [first, second] = [await people.ask(girl(13)), await people.ask(girl(14))];
  for (const request of [first, second]) await people.accept(request.offer.id);
  await people.arrive(second.offer.id);
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house, '/shelter');
  await phone.kept('/shelter');
  const groups = (await people.pools()).map((pool) => pool.name);
  const kept = (await phone.caches())['/shelter'].split('id="offers"')[1].replace(/<section[^>]* id="pools"[^]*?<\/section>/, '');
  for (const group of groups) assert.ok(!kept.includes(group), group);
  assert.ok(!/Fille|Garçon/.test(kept));
  await phone.offline();
  await page.goto('/shelter');
  assert.match(await phone.text(`#coming-${first.offer.id}`), /\w{4}-\w{4}/);
};

const quick = async (open) => {
  await inFrench();
  const { id, free } = await girlsPool(), form = `#count-${id}`;
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house, '/shelter');
  await phone.live();
  // The network is slow: the next tap comes while the one before is still on its way.
  phone.line.delay = 1500;
  await page.click(`${form} [name=step][value="1"]`);
  await page.waitForSelector(`${form}[aria-busy="true"]`);
  await page.click(`${form} [name=step][value="1"]`);
  await until('both taps count', async () => (await people.pool(id)).free === free + 2);
  await people.count(id, free);
};

const typed = async (open) => {
  await inFrench();
  const { id, free, capacity } = await girlsPool(), field = `#count-${id} [name=free]`;
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.live();
  // The digits of an Arabic keyboard.
  await page.fill(field, '٢');
  await page.press(field, 'Tab');
  await until('two', async () => (await people.pool(id)).free === 2);
  assert.equal(await page.inputValue(field), '2');
  for (const wrong of [String(capacity + 1), 'x', '']) {
    await page.fill(field, wrong);
    await page.press(field, 'Tab');
    await until('told', async () => (await phone.text(box(id))).startsWith('Nombre non accepté'));
    await page.click(`#count-${id} [name=step][value="-1"]`);
    await page.click(`#count-${id} [name=step][value="1"]`);
    await until('saved', async () => (await phone.text(box(id))).startsWith('Enregistré à'));
  }
  await people.count(id, free);
};

export default {
  'counts: an older one asks which is right': older,
  'counts: an older one after a reload without network': reloaded,
  'counts: an answer that was lost is no conflict with itself': own,
  'counts: dated by the service’s clock': dated,
  'counts: typed in either digits, and told when they can’t be': typed,
  'counts: an old page without JavaScript': plain,
  'counts: a tap while the one before is on its way': quick,
  'counts: what a phone keeps leads to no group': keptCards,
};
