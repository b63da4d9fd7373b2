// The README's pictures of the real pages, into docs/pages.
// `tests/run --test browser -- --ignored pictures`
import { fileURLToPath } from 'node:url';
import { Phone, api, boy, girl, launch, partner } from './kit.mjs';

const folder = fileURLToPath(new URL('../../docs/pages/', import.meta.url));
const people = partner('asticude', 'nador');
const browser = await launch();

/** A phone, or a desk, with a page as it is seen. */
const picture = async (name, email, path, { ready, lang = 'fr', ...options }) => {
  await people.speak(email, lang);
  const phone = await Phone.open(browser, { reducedMotion: 'reduce', deviceScaleFactor: options.width ? 1 : 2, ...options }), { page } = phone;
  await phone.signIn(email, path);
  if (await page.evaluate(() => !!document.body.dataset.events)) await phone.live();
  await ready?.(page);
  await page.screenshot({ path: `${folder}${name}.png` });
  await phone.close();
  await people.speak(email, 'fr');
};

// What was before: children who were taken in.
for (const [slug, city] of [['al-karam', 'marrakech'], ['bayti', 'casablanca'], ['orient-occident', 'rabat'], ['ms2', 'oujda'], ['tadamon', 'tanger']]) {
  const there = partner(slug, city);
  for (const child of [girl(13), boy(14), girl(15), boy(16)].slice(0, 2 + (slug.length % 3))) {
    const { offer } = await there.ask(child);
    await there.accept(offer.id);
    if (child.age !== 16) await there.arrive(offer.id);
  }
}
// A night: one child on the way, one whose shelter is asked, two requests that no house nearby can meet.
const [expected, asked] = [await people.ask(boy(12)), await people.ask(girl(14))];
await people.accept(expected.offer.id);
for (const [children, needs] of [[[girl(8), boy(5)], ['wheelchair']], [[girl(16)], ['pregnancy']]]) {
  await api(people.team, 'POST', '/requests', { city: 'nador', children, urgency: 'emergency', needs });
}
const answer = `/outreach/requests/${asked.reference}`;

await picture('outreach', people.team, '/outreach', { ready: (page) => page.fill('[name="age-0"]', '14').then(() => page.check('[name="gender-0"][value="female"]')) });
await picture('outreach-ar', people.team, '/outreach', { lang: 'ar', ready: (page) => page.fill('[name="age-0"]', '14').then(() => page.check('[name="gender-0"][value="female"]')) });
await picture('answer', people.team, answer, {});
await picture('shelter', people.house, '/shelter', { height: 1480 });
await picture('shelter-night', people.house, '/shelter', { width: 1280, height: 900, colorScheme: 'dark' });
await picture('coordinator', people.coordinator, '/coordinator', { width: 1280 });
await picture('board', people.coordinator, '/coordinator/board', { width: 1280 });
await picture('gap', 'national@mabit.example', '/coordinator/gap', { width: 1280, height: 1200 });
await browser.close();
