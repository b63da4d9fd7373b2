// node run.mjs [PATTERN]: every check of the pages, in one browser. tests/browser.rs starts it
// beside a service with the demo's data. A check that fails makes it end with 1.
import { Phone, launch } from './kit.mjs';
import journeys from './journeys.mjs';
import shelter from './shelter.mjs';
import outreach from './outreach.mjs';
import live from './live.mjs';
import offline from './offline.mjs';
import counting from './counting.mjs';
import older from './older.mjs';
import account from './account.mjs';
import axe from './axe.mjs';
import contrast from './contrast.mjs';
import crowded from './crowded.mjs';

const wanted = new RegExp(process.argv[2] ?? '.');
const checks = Object.entries({ ...journeys, ...shelter, ...outreach, ...live, ...offline, ...counting, ...older, ...account, ...axe, ...contrast, ...crowded }).filter(([name]) => wanted.test(name));
const browser = await launch();
let failed = 0;
for (const [name, act] of checks) {
  const phones = [], begun = Date.now();
  const phone = async (options) => {
    phones.push(await Phone.open(browser, options));
    return phones.at(-1);
  };
  const wrong = [];
  await act(phone).catch((error) => wrong.push(error.stack ?? String(error)));
  for (const { noise } of phones) wrong.push(...noise);
  for (const one of phones) await one.close();
  failed += wrong.length ? 1 : 0;
  console.log(`${wrong.length ? 'FAILED' : 'ok'}  ${name}  ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  for (const one of wrong) console.log(`    ${one.replaceAll('\n', '\n    ')}`);
}
await browser.close();
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed || !checks.length ? 1 : 0;
