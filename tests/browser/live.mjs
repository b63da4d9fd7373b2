// Two phones at once: what one does the other sees, without a reload and without losing its place.
import assert from 'node:assert/strict';
import { boy, girl, partner, password, signOutEverywhere, until } from './kit.mjs';

const people = partner('ms2', 'oujda');
/** Both in French, whatever the partner's own language. */
const inFrench = () => Promise.all([people.team, people.house].map((email) => people.speak(email, 'fr')));
/** Marks the page, to tell later whether it was loaded anew. */
const mark = ({ page }) => page.evaluate(() => { window.marked = true; });
const isMarked = ({ page }) => page.evaluate(() => window.marked === true);

const two = async (open) => {
  await inFrench();
  const team = await open(), house = await open({ width: 1280 });
  await house.signIn(people.house);
  await house.live();
  await mark(house);
  await team.signIn(people.team);
  assert.equal(new URL(team.page.url()).pathname, '/outreach');
  await team.page.fill('[name="age-0"]', '14');
  await team.page.check('[name="gender-0"][value="female"]');
  await team.page.click('.act button.main');
  await team.page.waitForURL('**/outreach/requests/*');
  assert.equal(await team.text('h1'), 'Un lit est réservé');
  assert.equal(await team.page.evaluate(() => document.activeElement.tagName), 'H1');
  await team.live();
  await mark(team);

  // The house sees it, says it, and says yes.
  const card = '#offers article';
  await house.page.waitForSelector(card);
  assert.equal(await house.text(`${card} h3`), 'Fille, 14 ans');
  await until('said', async () => (await house.text('#say')).includes('1 demande attend'));
  assert.ok(await isMarked(house));
  await Promise.all([house.page.waitForNavigation(), house.page.click(`${card} button.main`)]);

  // The team sees the yes, and then that the child is there.
  await until('accepted', async () => (await team.text('h1')) === 'On vous attend');
  await until('said', async () => (await team.page.locator('#say').textContent()).includes('On vous attend'));
  await Promise.all([house.page.waitForNavigation(), house.page.click('#coming form[action$="/arrive"] button')]);
  await until('placed', async () => (await team.text('h1')) === 'Arrivée confirmée');
  assert.ok(await isMarked(team));
};

const place = async (open) => {
  await inFrench();
  const phone = await open(), { page } = phone;
  const pools = await people.pools(), girls = pools.find((pool) => pool.gender === 'female');
  const boys = pools.find((pool) => pool.gender === 'male');
  const first = await people.ask(girl(13));
  await phone.signIn(people.house);
  await phone.live();
  await page.click(`#offer-${first.offer.id} details summary`);
  const field = `#count-${girls.id} [name=free]`;
  await page.focus(field);
  await page.evaluate(() => { document.activeElement.value = '5'; window.field = document.activeElement; });
  await people.count(boys.id, 4);
  const second = await people.ask(boy(15));
  await page.waitForSelector(`#offer-${second.offer.id}`);
  await until('the other count', async () => (await page.inputValue(`#count-${boys.id} [name=free]`)) === '4');
  assert.equal(await page.inputValue(field), '5');
  assert.ok(await page.evaluate(() => document.activeElement === window.field));
  assert.ok(await page.locator(`#offer-${first.offer.id} details[open]`).count());
  // A card that goes leaves the focus where it was, on another.
  await page.focus(`#offer-${first.offer.id} button[value=full]`);
  await people.withdraw(second.id);
  await until('it goes', async () => !(await page.locator(`#offer-${second.offer.id}`).count()));
  assert.equal(await page.evaluate(() => document.activeElement.value), 'full');
  // One that goes with the focus leaves it in its region.
  await people.withdraw(first.id);
  await until('it goes too', async () => !(await page.locator(`#offer-${first.offer.id}`).count()));
  assert.equal(await page.evaluate(() => document.activeElement.id), 'offers');
};

const still = async (open) => {
  await inFrench();
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.live();
  await page.evaluate(() => {
    window.changes = [];
    const isNews = ({ target }) => !target.closest('time, #net, #say') && target.type !== 'hidden';
    new MutationObserver((all) => window.changes.push(...all.filter(isNews).map(({ target, type }) => `${type} ${target.outerHTML.slice(0, 200)}`))).observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true });
  });
  const elsewhere = partner('orient-occident', 'rabat'), [pool] = await elsewhere.pools();
  const read = page.waitForResponse((answer) => answer.url().endsWith('/shelter'));
  await elsewhere.count(pool.id, pool.free);
  await (await read).finished();
  await until('brought up to date', () => page.evaluate(() => due === null));
  assert.deepEqual(await page.evaluate(() => window.changes), []);
  assert.equal(await page.locator('#say').textContent(), '');
};

const over = async (open) => {
  await inFrench();
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.live();
  phone.mayAnswer.push(401);
  await signOutEverywhere(people.house);
  await until('over', async () => (await phone.text('#net')).includes('session est terminée'), 30);
  assert.ok(await page.isVisible('#pools'));
  // An installed app has no way to reload: the link leads to the form, and back to this page.
  await page.click('#net a');
  await page.waitForURL('**/sign-in?**');
  await page.fill('#email', people.house);
  await page.fill('#password', password);
  await Promise.all([page.waitForURL('**/shelter'), page.click('main form button.main')]);
};

/** The bar appears in a place of its own. */
const bar = async (open) => {
  await inFrench();
  const phone = await open(), { page } = phone;
  await phone.signIn(people.house);
  await phone.live();
  const [said, silent] = await page.evaluate(() => {
    const top = () => document.querySelector('#main').getBoundingClientRect().top, bar = document.querySelector('#net'), before = top();
    bar.textContent = '';
    bar.className = 'net';
    return [before, top()];
  });
  assert.equal(said, silent);
};

/** What needs somebody is counted in the title, and rings for coordinators too. */
const rings = async (open) => {
  await people.speak(people.coordinator, 'fr');
  const phone = await open({ width: 1280 }), { page } = phone;
  await page.addInitScript(() => {
    window.tones = 0;
    window.badge = null;
    navigator.setAppBadge = async (n) => { window.badge = n; };
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
  });
  await phone.signIn(people.coordinator);
  await phone.live();
  const waiting = () => page.locator('[data-rings]').count();
  const counted = async () => {
    const n = await waiting(), title = await page.title();
    return (await page.evaluate(() => window.badge)) === n && (n ? title.startsWith(`(${n}) `) : !/^\(/.test(title)) && { n };
  };
  const { n: before } = await until('counted', counted);
  await page.click('.chip:has([data-sound])');
  await until('a sample', () => page.evaluate(() => window.tones > 0));
  await page.evaluate(() => { rung = 0; window.tones = 0; });
  const request = await people.ask(boy(60)), card = `#r-${request.reference}`;
  await page.waitForSelector(`${card}[data-rings]`);
  await until('it rings', () => page.evaluate(() => window.tones >= 6));
  assert.equal((await until('counted', counted)).n, before + 1);
  await Promise.all([page.waitForNavigation(), page.click(`${card} form[action$="/acknowledge"] button.main`)]);
  await page.goto('/coordinator');
  assert.equal(await page.locator(`${card}[data-rings]`).count(), 0);
  assert.equal((await until('counted', counted)).n, before);
  assert.ok(await page.isChecked('[data-sound]'));
  await people.withdraw(request.id);
};

/** Below a minute no clock says "0 min". */
const justNow = async (open) => {
  await inFrench();
  const phone = await open(), { page } = phone, [pool] = await people.pools();
  await people.count(pool.id, pool.free);
  await phone.signIn(people.house);
  const counted = `#pool-${pool.id} [data-since]`;
  assert.equal(await phone.text(counted), 'Compté à l’instant');
  await page.evaluate((counted) => { const el = document.querySelector(counted); el.dataset.since = new Date(now() - 60500).toISOString(); tick(); }, counted);
  assert.equal(await phone.text(counted), 'Compté il y a 1 min');
};

const clocks = async (open) => {
  await inFrench();
  const phone = await open(), { page } = phone;
  // The phone's own clock is five hours fast.
  await page.clock.install({ time: Date.now() + 5 * 3600e3 });
  const request = await people.ask(girl(14));
  await phone.signIn(people.house);
  const left = `#offer-${request.offer.id} [data-until]`, before = await phone.text(left);
  assert.match(before, /^reste \d+:\d\d$/);
  await page.clock.runFor(2000);
  await until('it runs', async () => (await phone.text(left)) !== before);
  assert.match(await phone.text(left), /^reste \d+:\d\d$/);
  await people.withdraw(request.id);
};

const zone = async (open) => {
  // The phone lives in Tokyo, and what its browser knows of Morocco counts for nothing.
  const phone = await open({ timezoneId: 'Asia/Tokyo' }), { page } = phone;
  await phone.signIn(people.house);
  const shown = (moment) => page.evaluate((at) => clock(Date.parse(at)), moment);
  for (const day of ['2026-12-02', '2027-02-20', '2030-07-01']) assert.equal(await shown(`${day}T19:30:00Z`), '19:30');
  await page.evaluate(() => { document.documentElement.dataset.offsets = '3600 1790125200:0'; });
  assert.equal(await shown('2026-09-23T00:59:00Z'), '01:59');
  assert.equal(await shown('2026-09-23T01:00:00Z'), '01:00');
};

export default {
  'two phones: one asks, the other says yes, both see it': two,
  'live: focus, what is typed and open details stay': place,
  'live: nothing moves when nothing is new': still,
  'live: a session that ends is told, the page stays': over,
  'live: the bar has its place before it says anything': bar,
  'coordination: what waits is counted and rings': rings,
  'clocks: below a minute it is just now': justNow,
  'clocks run on the service’s time': clocks,
  'clocks show the hour of the service’s zone': zone,
};
