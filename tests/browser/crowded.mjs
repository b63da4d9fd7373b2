// A crowded night: many who wait. Nothing on the coordinator's pages lies on something else, from a
// small phone to a wide desk; what can be done stands in the first screen; everyone is reached.
import assert from 'node:assert/strict';
import { boy, partner, until } from './kit.mjs';

const people = partner('al-karam', 'marrakech');
const WIDTHS = [320, 360, 640, 899, 900, 1024, 1280, 1920];

/** More than the cards of the first page; older than any house takes. */
let made;
const crowd = () => made ??= (async () => {
  await people.speak(people.coordinator, 'fr');
  const requests = [];
  for (let n = 0; n < 60; n += 1) requests.push(await people.ask(boy(60)));
  return requests;
})();

/** Pairs of buttons, links, fields and headings that lie on each other, but for what scrolls under the bar. Runs in the page. */
const overlaps = () => {
  const shown = [...document.querySelectorAll('main :is(a, button, summary, input, select, .chip, h1, h2, h3, legend)')];
  const parts = shown.filter((el) => el.type !== 'hidden' && !el.matches('.unseen, .chip input') && el.checkVisibility());
  const boxes = parts.map((el) => ({ el, bar: el.closest('.act'), box: el.getBoundingClientRect() }));
  const wrong = [];
  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      if (one.bar !== other.bar || one.el.contains(other.el) || other.el.contains(one.el)) continue;
      const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (wide > 1 && high > 1) wrong.push(`${one.el.outerHTML.slice(0, 80)} | ${other.el.outerHTML.slice(0, 80)}`);
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`scrolls sideways: ${document.documentElement.scrollWidth}`);
  return wrong;
};

const layout = (lang) => async (open) => {
  const [request] = await crowd();
  await people.speak(people.coordinator, lang);
  const phone = await open(), { page } = phone, wrong = [];
  await phone.signIn(people.coordinator);
  for (const path of ['/coordinator', '/coordinator/requests', '/coordinator/board', `/coordinator/requests/${request.reference}`]) {
    await page.goto(path);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 900 ? 740 : 800 });
      wrong.push(...(await page.evaluate(overlaps)).map((what) => `${path} ${lang} ${width}: ${what}`));
    }
  }
  await people.speak(people.coordinator, 'fr');
  assert.deepEqual(wrong, []);
};

const first = (width) => async (open) => {
  const [request] = await crowd();
  const phone = await open({ width }), { page } = phone;
  await phone.signIn(people.coordinator, `/coordinator/requests/${request.reference}`);
  const top = async (what) => (await page.locator(what).boundingBox()).y;
  const { height } = page.viewportSize();
  assert.ok(await top('#act button') < height, 'the main action is in the first screen');
  assert.ok(await top('#do') < (width < 900 ? 2 : 1) * height, `actions at ${await top('#do')}`);
  if (width < 900) assert.ok(await top('#do') < await top('#shelters'), 'actions above the shelters');
  else {
    const { x, width: wide } = await page.locator('#do').boundingBox(), shelters = await page.locator('#shelters').boundingBox();
    assert.ok(shelters.x >= x + wide, 'the shelters beside the actions');
    // No hole: each part begins where the one before ends.
    for (const [before, after] of [['#request', '#offer'], ['#do', '#history']]) {
      const a = await page.locator(before).boundingBox(), b = await page.locator(after).boundingBox();
      assert.ok(b.y - a.y - a.height < 60, `${before} to ${after}: ${b.y - a.y - a.height}`);
    }
  }
};

const reached = (width) => async (open) => {
  const requests = await crowd();
  const phone = await open({ width }), { page } = phone, seen = new Set();
  await phone.signIn(people.coordinator);
  for (;;) {
    for (const link of await page.locator('#desk a[href^="/coordinator/requests/"]').all()) seen.add((await link.getAttribute('href')).slice(-8));
    const next = page.locator('#pages a[href*="after="]');
    if (!(await next.count())) break;
    await Promise.all([page.waitForNavigation(), next.click()]);
  }
  for (const { reference } of requests) assert.ok(seen.has(reference), reference);
  // A page is a few screens, not a hundred.
  await page.goto('/coordinator');
  assert.ok(await page.evaluate(() => document.documentElement.scrollHeight) < (width < 900 ? 22_000 : 9000));
};

/** A filter applies as soon as it is chosen: the field keeps the focus, the address the filter. */
const filtered = async (open) => {
  await crowd();
  const phone = await open({ width: 1280 }), { page } = phone;
  await phone.signIn(people.coordinator, '/coordinator/requests');
  assert.ok(await page.locator('#list li').count() > 10);
  await page.focus('#state');
  await page.selectOption('#state', 'placed');
  await until('only the placed', async () => !(await page.locator('#list .dot.alarm').count()));
  assert.match(page.url(), /\?state=placed$/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'state');
  await page.reload();
  assert.equal(await page.inputValue('#state'), 'placed');
  await page.goto('/coordinator/board');
  await page.click('#filter summary');
  await page.selectOption('#city', people.city);
  await until('one city', async () => (await page.locator('#board article').count()) === 1);
  phone.mayAnswer.push(422);
  await page.fill('#age', '300');
  await page.press('#age', 'Tab');
  await until('what is wrong', () => page.locator('.problem a[href="#age"]').count());
};

/** Without a script the same by a press. */
const plain = async (open) => {
  const [request] = await crowd();
  const phone = await open({ javaScriptEnabled: false }), { page } = phone;
  await phone.signIn(people.coordinator, '/coordinator/requests');
  await page.selectOption('#state', 'placed');
  await Promise.all([page.waitForNavigation(), page.click('form.filters button')]);
  assert.equal(await page.locator('#list .dot.alarm').count(), 0);
  await page.fill('#reference', `${request.reference.slice(0, 4).toLowerCase()} ${request.reference.slice(4)}`);
  await Promise.all([page.waitForNavigation(), page.click('[role=search] button')]);
  assert.equal(new URL(page.url()).pathname, `/coordinator/requests/${request.reference}`);
};

/** Leaves the service as it was. */
const emptied = async () => { for (const { id } of await crowd()) await people.withdraw(id); };

export default {
  'crowded: nothing overlaps in French': layout('fr'),
  'crowded: nothing overlaps in Arabic': layout('ar'),
  'crowded: the first screen at 360 px': first(360),
  'crowded: the first screen at 1280 px': first(1280),
  'crowded: everyone is reached at 360 px': reached(360),
  'crowded: everyone is reached at 1280 px': reached(1280),
  'crowded: filters apply at once': filtered,
  'crowded: without a script': plain,
  'crowded: and calm again': emptied,
};
