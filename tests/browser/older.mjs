// Older browsers: whatever the scripts could do without is taken away before they run; then a team
// asks for a bed and a shelter counts, with network and without.
import assert from 'node:assert/strict';
import { partner, until } from './kit.mjs';

const people = partner('tadamon', 'tanger');
const girls = async () => (await people.pools()).find((pool) => pool.gender === 'female');

/** What a browser may lack, by the first version that has it, and how it is taken away. */
const lacks = {
  'AbortSignal.timeout (Safari 16, Chrome 103)': () => { delete AbortSignal.timeout; },
  'AbortSignal.any (Safari 17.4, Chrome 116)': () => { delete AbortSignal.any; },
  'crypto.randomUUID (Safari 15.4, Chrome 92)': () => { delete Crypto.prototype.randomUUID; },
  'navigator.locks (Safari 15.4)': () => { Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }); },
  'replaceChildren (Chrome 86)': () => { for (const kind of [Element, Document, DocumentFragment]) delete kind.prototype.replaceChildren; },
  'requestSubmit (Safari 16)': () => { delete HTMLFormElement.prototype.requestSubmit; },
  'the button that submits (Safari 15.4)': () => { Object.defineProperty(SubmitEvent.prototype, 'submitter', { value: undefined }); },
  'String.replaceAll (Chrome 85)': () => { delete String.prototype.replaceAll; },
  'at, hasOwn, structuredClone (Safari 15.4, Chrome 98)': () => {
    for (const kind of [Array, String, Object.getPrototypeOf(Int8Array)]) delete kind.prototype.at;
    delete Object.hasOwn;
    delete window.structuredClone;
  },
  'aria attributes as properties (Firefox 119)': () => { delete Element.prototype.ariaBusy; },
  'the button as part of FormData (Safari 16.4, Chrome 112)': () => {
    const Whole = window.FormData;
    window.FormData = function (form) { return new Whole(form); };
  },
  'animations (old Android browsers)': () => { delete Element.prototype.animate; },
  'sound (Safari 14.0)': () => { delete window.AudioContext; },
  'a badge, a wake lock, vibration (Firefox)': () => { for (const name of ['setAppBadge', 'wakeLock', 'vibrate']) delete Navigator.prototype[name]; },
  'server-sent events': () => { delete window.EventSource; },
  'all of them': () => {
    delete AbortSignal.timeout;
    delete AbortSignal.any;
    delete Crypto.prototype.randomUUID;
    Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
    for (const kind of [Element, Document, DocumentFragment]) delete kind.prototype.replaceChildren;
    delete HTMLFormElement.prototype.requestSubmit;
    Object.defineProperty(SubmitEvent.prototype, 'submitter', { value: undefined });
    delete String.prototype.replaceAll;
    delete Array.prototype.at;
    delete Object.hasOwn;
    delete window.structuredClone;
    delete Element.prototype.ariaBusy;
    delete Element.prototype.animate;
    delete window.AudioContext;
  },
};

/** What is too big to do without: then the browser itself sends the forms. */
const plainWithout = {
  IndexedDB: () => { Object.defineProperty(window, 'indexedDB', { value: undefined }); },
  fetch: () => { window.fetch = undefined; },
  'service workers': () => { Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined }); },
  AbortController: () => { window.AbortController = undefined; },
  DOMParser: () => { window.DOMParser = undefined; },
  FormData: () => { window.FormData = undefined; },
};

const asks = async (open, without) => {
  const phone = await open(), { page } = phone;
  await page.addInitScript(without);
  const before = (await people.requests()).length;
  await phone.signIn(people.team);
  await page.fill('[name="age-0"]', '14');
  await page.check('[name="gender-0"][value="female"]');
  await page.click('.act button.main');
  await page.waitForURL('**/outreach/requests/*');
  const all = await people.requests();
  assert.equal(all.length, before + 1);
  await page.click('form[action$="/withdraw"] button');
  await until('withdrawn', async () => (await people.request(all[0].id)).state === 'withdrawn');
  return phone;
};

const counts = async (open, without) => {
  const { id, free } = await girls();
  const phone = await open(), { page } = phone;
  await page.addInitScript(without);
  await phone.signIn(people.house);
  await page.click(`#count-${id} [name=step][value="1"]`);
  await until('one more', async () => (await people.pool(id)).free === free + 1);
  await until('shown', async () => (await page.inputValue(`#count-${id} [name=free]`)) === String(free + 1));
  const { reported_at: before } = await people.pool(id);
  await page.click(`[form="count-${id}"]`);
  await until('confirmed', async () => (await people.pool(id)).reported_at > before);
  return { phone, page, id, free };
};

/** A count that is sent by the script: nothing says "no network", and it waits for one that is gone. */
const works = (without) => async (open) => {
  await asks(open, without);
  const { phone, page, id, free } = await counts(open, without);
  await until('said', async () => (await phone.text(`#count-${id} .said`)).startsWith('Saved at'));
  assert.ok(!(await phone.text('#net')).startsWith('Offline'));
  assert.deepEqual(await phone.queue(), []);
  await phone.offline();
  await page.click(`#count-${id} [name=step][value="-1"]`);
  await until('it waits', async () => (await phone.text(`#count-${id} .said`)).includes('Waiting for network'));
  await phone.online();
  await until('sent', async () => (await people.pool(id)).free === free, 40);
  await until('nothing waits', async () => !(await phone.queue()).length);
};

const plain = (without) => async (open) => {
  await asks(open, without);
  const { phone, id, free } = await counts(open, without);
  assert.ok(!(await phone.text('#net')).startsWith('Offline'));
  await people.count(id, free);
};

/** A mistake of the scripts is none of the network's: it is no reason to keep anything back. */
const mistake = async (open) => {
  const broken = () => {
    // A page can't be read any more once the form has been sent.
    const { parseFromString } = DOMParser.prototype;
    DOMParser.prototype.parseFromString = function (...what) {
      if (window.breaks) throw new TypeError('a mistake');
      return parseFromString.apply(this, what);
    };
  };
  const { id, free } = await girls();
  const phone = await open(), { page } = phone;
  await page.addInitScript(broken);
  await phone.signIn(people.house);
  await phone.live();
  await page.evaluate(() => { window.breaks = true; });
  await Promise.all([page.waitForNavigation(), page.click(`#count-${id} [name=step][value="1"]`)]);
  assert.equal((await people.pool(id)).free, free + 1);
  assert.equal(await page.inputValue(`#count-${id} [name=free]`), String(free + 1));
  assert.ok(!(await phone.text('#net')).startsWith('Offline'));
  assert.deepEqual(await phone.queue(), []);
  phone.noise.length = 0;
  await people.count(id, free);
};

/** The service worker of a browser without newer functions still tells a slow network from none. */
const worker = async (open) => {
  const phone = await open(), { page } = phone;
  const script = await (await fetch(`${phone.line.url}/sw.js`)).text();
  assert.ok(!/AbortSignal\.|randomUUID|replaceAll|structuredClone|\.at\(/.test(script));
  await phone.signIn(people.house);
  await phone.kept('/shelter');
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.cached), undefined);
};

const checks = { 'older: a mistake of the scripts is not taken for no network': mistake, 'older: the service worker needs nothing new': worker };
for (const [name, without] of Object.entries(lacks)) checks[`older: without ${name}`] = works(without);
for (const [name, without] of Object.entries(plainWithout)) checks[`older: without ${name}, forms go by themselves`] = plain(without);
export default checks;
