// One's own account: a code at sign-in from the page to the phone and back.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { api, partner, password, until } from './kit.mjs';

const people = partner('ms2', 'oujda');

/** What an authenticator app makes of a secret in Base32 (RFC 6238), some half minutes from now. */
const codeOf = (secret, later = 0) => {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac('sha1', key).update(counter).digest(), at = hash.at(-1) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
};

const code = (javaScriptEnabled) => async (open) => {
  await people.speak(people.coordinator, 'fr');
  const phone = await open({ javaScriptEnabled }), { page } = phone;
  phone.mayAnswer.push(401);
  const follow = (act) => Promise.all([page.waitForNavigation(), act()]);
  await phone.signIn(people.coordinator, '/account');
  await page.click('#second-step summary');
  await page.fill('#password', password);
  await follow(() => page.click('#second-step form button'));
  const secret = (await phone.text('#secret')).replaceAll(' ', '');
  assert.match(secret, /^[A-Z2-7]{32}$/);
  const first = codeOf(secret);
  await page.fill('#code', first);
  await follow(() => page.click('#second-step button.main'));
  assert.match(await phone.text('[role="status"].note'), /^Double vérification activée/);

  await page.click('.menu:has([data-sign-out]) summary');
  await follow(() => page.click('.menu [data-sign-out] button'));
  await page.waitForURL('**/sign-in');
  await page.fill('#email', people.coordinator);
  await page.fill('#password', password);
  await follow(() => page.click('main form button.main'));
  assert.equal(new URL(page.url()).pathname, '/sign-in/code');
  // The code that switched it on has been used; the next opens.
  await page.fill('#code', first);
  await follow(() => page.click('main form button.main'));
  assert.ok(await page.isVisible('.problem'));
  await page.fill('#code', codeOf(secret, 1));
  await Promise.all([page.waitForURL('**/coordinator'), page.click('main form button.main')]);

  await page.goto('/account');
  await page.click('#second-step summary');
  await page.fill('#password', password);
  await follow(() => page.click('#second-step form button'));
  assert.match(await phone.text('[role="status"].note'), /^Double vérification désactivée/);
};

const everywhere = async (open) => {
  const phone = await open(), { page } = phone;
  await phone.signIn(people.coordinator, '/account');
  assert.match(await phone.text('section:has(#browsers) li'), /Chrome · Linux[\s\S]*cet appareil/);
  await Promise.all([page.waitForURL('**/sign-in'), page.click('section [name="everywhere"]')]);
  await until('signed out elsewhere too', () => api(people.coordinator, 'GET', '/me').then(() => false, (error) => / 401 /.test(error.message)));
};

export default {
  'a code at sign-in': code(true),
  'a code at sign-in, without JavaScript': code(false),
  'signing out everywhere': everywhere,
};
