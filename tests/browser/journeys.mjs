// A team's and a coordinator's whole way, in each language, on a phone and on a desk. The house's
// is in shelter.mjs.
import assert from 'node:assert/strict';
import { boy, partner } from './kit.mjs';

const people = partner('tadamon', 'tanger');
const promised = { fr: 'Un lit est réservé', ar: 'حُجز سرير', en: 'A bed is reserved' };
const calm = { fr: 'Aucune demande sans lit', ar: 'لا طلب بلا سرير', en: 'No request without a bed' };
const leads = (page, act) => Promise.all([page.waitForNavigation(), act()]);
const speaks = async (page, lang) => {
  assert.equal(await page.getAttribute('html', 'lang'), lang);
  assert.equal(await page.getAttribute('html', 'dir'), lang === 'ar' ? 'rtl' : 'ltr');
};

const team = (lang, width) => async (open) => {
  await people.speak(people.team, lang);
  for (const pool of await people.pools()) await people.count(pool.id, pool.capacity);
  const phone = await open({ width }), { page } = phone;
  await phone.signIn(people.team);
  await speaks(page, lang);
  assert.equal(await page.inputValue('#city'), 'tanger');
  await page.fill('[name="age-0"]', '14');
  await page.check('[name="gender-0"][value="female"]');
  await page.click('.act button.main');
  await page.waitForURL('**/outreach/requests/*');
  await speaks(page, lang);
  assert.equal(await phone.text('h1'), promised[lang]);
  const [request] = await people.requests();
  assert.ok(page.url().endsWith(request.reference));
  assert.match(await page.getAttribute('#shelter a[href^="tel:"]', 'href'), /^tel:\+\d+$/);
  await people.accept(request.offer.id);
  await page.waitForSelector('form[action$="/arrive"] button');
  await leads(page, () => page.click('form[action$="/arrive"] button'));
  assert.equal((await people.request(request.id)).state, 'placed');
  await leads(page, () => page.click('nav a[href="/outreach/requests"]'));
  assert.ok(await page.isVisible(`a[href$="${request.reference}"]`));
};

const coordinator = (lang, width) => async (open) => {
  await people.speak(people.coordinator, lang);
  const phone = await open({ width }), { page } = phone;
  await phone.signIn(people.coordinator);
  await speaks(page, lang);
  assert.ok((await phone.text('h1')).startsWith(calm[lang]));
  await phone.live();
  // Older than any house takes.
  const request = await people.ask(boy(60));
  assert.equal(request.state, 'waiting');
  const card = `#r-${request.reference}`;
  await page.waitForSelector(card);
  await leads(page, () => page.click(`${card} form[action$="/acknowledge"] button.main`));
  await page.goto(`/coordinator/requests/${request.reference}`);
  await speaks(page, lang);
  assert.ok((await page.innerText('#course')).includes(people.coordinator));
  assert.ok(await page.locator('#excluded li').count() > 1);
  await page.click('#close summary');
  await leads(page, () => page.click('#close button[value=family]'));
  assert.equal((await people.request(request.id)).state, 'closed');
  await page.goto('/coordinator');
  assert.equal(await page.locator(card).count(), 0);
};

export default Object.fromEntries(['fr', 'ar', 'en'].flatMap((lang) => [360, 1280].flatMap((width) => [
  [`a team’s way in ${lang} at ${width} px`, team(lang, width)],
  [`a coordinator’s way in ${lang} at ${width} px`, coordinator(lang, width)],
])));
