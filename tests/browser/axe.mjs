// Every page in light and dark, French and Arabic: axe-core, the width of a small phone, targets
// for a thumb, language and direction.
import { readFileSync } from 'node:fs';
import { api, boy, girl, partner, require } from './kit.mjs';
import { pages } from './pages.mjs';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Everything by day; by night the colours, which are all that changes. */
const rules = {
  light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  dark: { type: 'rule', values: ['color-contrast'] },
};
const people = partner('tadamon', 'tanger');
const readers = { outreach: people.team, shelter: people.house, coordinator: people.coordinator, admin: 'admin@mabit.example' };

/** What the pages show: requests in every state. */
let made;
const world = () => made ??= (async () => {
  const [offered, accepted, placed] = [await people.ask(girl(14), girl(16)), await people.ask(boy(15)), await people.ask(girl(13))];
  await people.accept(accepted.offer.id);
  await people.accept(placed.offer.id);
  await people.arrive(placed.offer.id);
  // Older than any house takes.
  const waiting = await people.ask(...Array.from({ length: 8 }, () => boy(60)));
  const account = (await api(readers.admin, 'GET', '/me')).id;
  const association = (await api(readers.admin, 'GET', '/partners?limit=1')).items[0].id;
  return { offered, accepted, placed, waiting, account, partner: association, shelter: offered.offer.shelter_id };
})();

/** What does not fit a small phone or a thumb. Runs in the page. */
const layout = () => {
  const wrong = [], name = (el) => el.outerHTML.slice(0, 110);
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`scrolls sideways: ${document.documentElement.scrollWidth}`);
  for (const el of document.querySelectorAll('a, button, input, select, textarea, summary')) {
    if (el.type === 'hidden' || el.matches('.unseen') || !el.checkVisibility()) continue;
    const { width, height, left, right } = el.getBoundingClientRect();
    if (width < 43.9 || height < 43.9) wrong.push(`small, ${width.toFixed(0)}×${height.toFixed(0)}: ${name(el)}`);
    if ((left < -0.5 || right > innerWidth + 0.5) && !el.closest('.scroll')) wrong.push(`outside: ${name(el)}`);
  }
  for (const el of document.querySelectorAll('main *')) {
    if (el.scrollWidth > el.clientWidth + 2 && el.clientWidth > 1 && getComputedStyle(el).display !== 'inline' && !el.querySelector('.act') && !el.matches('.scroll, .scroll *, svg, svg *, .unseen, input, select')) wrong.push(`spills, ${el.scrollWidth} > ${el.clientWidth}: ${name(el)}`);
  }
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
  return wrong;
};

const look = async (phone, path, lang, say) => {
  const { page } = phone;
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(path);
  const spoken = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
  if (spoken.join() !== (lang === 'ar' ? 'ar,rtl' : `${lang},ltr`)) say(`language and direction: ${spoken}`);
  if (!(await page.title())) say('no title');
  const told = new Set(), fits = async (when) => {
    for (const wrong of await page.evaluate(layout)) if (!told.has(wrong)) { told.add(wrong); say(`${when}: ${wrong}`); }
  };
  await fits('at first');
  for (const menu of await page.locator('details.menu').all()) {
    await menu.evaluate((el) => { el.open = true; });
    await fits('menu');
    await menu.evaluate((el) => { el.open = false; });
  }
  await page.evaluate(() => document.querySelectorAll('details:not(.menu)').forEach((el) => { el.open = true; }));
  await fits('opened');
  // Tall, so that nothing lies under the bar at the bottom.
  await page.setViewportSize({ width: 360, height: 4000 });
  await page.evaluate(source);
  for (const [colorScheme, runOnly] of Object.entries(rules)) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await page.evaluate((runOnly) => axe.run(document, { runOnly }), runOnly);
    for (const { id, nodes } of violations) say(`${colorScheme}, ${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
  }
};

const check = (reader) => async (open) => {
  const w = await world(), phone = await open(), wrong = [], email = readers[reader];
  phone.mayAnswer.push(403, 404);
  if (email) await phone.signIn(email);
  for (const lang of ['fr', 'ar']) {
    if (email) await people.speak(email, lang);
    else await phone.page.setExtraHTTPHeaders({ 'accept-language': lang });
    for (const path of pages[reader](w)) await look(phone, path, lang, (what) => wrong.push(`${path} ${lang}: ${what}`));
  }
  if (wrong.length) throw new Error(`${wrong.length} findings\n${wrong.slice(0, 40).join('\n')}`);
};

export default Object.fromEntries(Object.keys(pages).map((reader) => [`axe: the pages of ${reader}`, check(reader)]));
