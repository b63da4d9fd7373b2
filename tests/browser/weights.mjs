// The README's table: what a first visit to each page weighs, and when something can be seen of it
// on a slow mobile network. `tests/run --test browser -- --ignored --nocapture weights`
import { Phone, girl, launch, partner } from './kit.mjs';

const LIMIT = 60_000;
/** What browsers' own tools call slow 3G: half a megabit a second, 400 ms there and back. */
const slow = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const people = partner('asticude', 'nador');
const request = await people.ask(girl(14));
const pages = [
  ['nobody', null, '/sign-in'],
  ['a team asks', people.team, '/outreach'],
  ['a team reads the answer', people.team, `/outreach/requests/${request.reference}`],
  ['a shelter', people.house, '/shelter'],
  ['coordination', people.coordinator, '/coordinator'],
  ['one request', people.coordinator, `/coordinator/requests/${request.reference}`],
  ['the board', people.coordinator, '/coordinator/board'],
  ['the gap', people.coordinator, '/coordinator/gap'],
];
const browser = await launch();
const kept = new Map();
/** The cookies of who is signed in, and nothing else of a phone. */
const stateOf = async (email) => {
  if (!email) return undefined;
  if (!kept.has(email)) {
    const phone = await Phone.open(browser);
    await phone.signIn(email);
    kept.set(email, { cookies: await phone.context.cookies(), origins: [] });
    await phone.close();
  }
  return kept.get(email);
};

let heaviest = 0;
console.log('| page | first visit, all files | later visits | first seen on slow 3G |\n|---|---|---|---|');
for (const [name, email, path] of pages) {
  const phone = await Phone.open(browser, { storageState: await stateOf(email) }), { page, line } = phone;
  const tools = await phone.context.newCDPSession(page);
  await tools.send('Network.enable');
  await tools.send('Network.emulateNetworkConditions', slow);
  const settled = async (go) => {
    const before = line.received;
    await go();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    let last;
    do {
      last = line.received;
      await new Promise((done) => setTimeout(done, 1500));
    } while (line.received !== last);
    return line.received - before;
  };
  const first = await settled(() => page.goto(path));
  const seen = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  const later = await settled(() => page.reload());
  heaviest = Math.max(heaviest, first);
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  console.log(`| ${name} (\`${path.replace(request.reference, '…')}\`) | ${kilobytes(first)} | ${kilobytes(later)} | ${(seen / 1000).toFixed(1)} s |`);
  await phone.close();
}
await browser.close();
if (heaviest > LIMIT) {
  console.log(`a page is heavier than ${LIMIT / 1000} kB`);
  process.exitCode = 1;
}
