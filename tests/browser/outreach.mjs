// A street team asks: brothers and sisters, wrong answers, the way back; with and without JavaScript.
import assert from 'node:assert/strict';
import { partner, until } from './kit.mjs';

const people = partner('bayti', 'casablanca');
const fill = async (page, age = '14') => {
  await page.fill('[name="age-0"]', age);
  await page.check('[name="gender-0"][value="female"]');
};
const send = (page) => page.click('.act button.main');

const siblings = async (open) => {
  const phone = await open(), { page } = phone;
  await phone.signIn(people.team);
  await fill(page);
  await page.click('[name=add]');
  await page.keyboard.type('9');
  const second = page.locator('[data-child]').nth(1);
  await second.locator('input[value=male]').check();
  assert.match(await phone.text('[data-child] >> nth=1'), /Enfant 2/);
  await page.click('[name=add]');
  assert.equal(await page.locator('[data-child]').count(), 3);
  await page.locator('[name=remove]').last().click();
  assert.equal(await page.locator('[data-child]').count(), 2);
  await page.check('[name=urgency][value=urgent]');
  await page.reload();
  await until('what was typed is there again', async () => (await page.locator('[data-child]').count()) === 2);
  assert.equal(await second.locator('.age').inputValue(), '9');
  assert.ok(await second.locator('input[value=male]').isChecked());
  assert.ok(await page.isChecked('[name=urgency][value=urgent]'));
  await send(page);
  await page.waitForURL('**/outreach/requests/*');
  const [request] = await people.requests();
  assert.deepEqual(request.children.map((child) => [child.age, child.gender]), [[14, 'female'], [9, 'male']]);
  assert.equal(request.urgency, 'urgent');
  assert.equal(await page.evaluate(() => sessionStorage.draft), undefined);
  // Back leads to an empty form, and asks for nothing again.
  await page.goBack();
  await until('the form', () => page.locator('[name="age-0"]').count());
  assert.equal(await page.inputValue('[name="age-0"]'), '');
  assert.equal((await people.requests()).filter((one) => one.id === request.id || one.created_at > request.created_at).length, 1);
  await people.withdraw(request.id);
};

const wrong = async (open) => {
  const phone = await open(), { page } = phone;
  await phone.signIn(people.team);
  phone.mayAnswer.push(422);
  const before = (await people.requests()).length;
  await page.fill('[name="age-0"]', '14');
  await page.evaluate(() => { document.querySelector('main form').noValidate = true; });
  await send(page);
  await until('told', () => page.locator('.problem').count());
  assert.ok(await page.evaluate(() => document.activeElement.matches('.problem')));
  assert.equal(await page.inputValue('[name="age-0"]'), '14');
  assert.deepEqual(await phone.queue(), []);
  await page.click('.problem a');
  await fill(page);
  await send(page);
  await page.waitForURL('**/outreach/requests/*');
  const all = await people.requests();
  assert.equal(all.length, before + 1);
  await people.withdraw(all[0].id);
};

/** Without a word of the browser's own: each message by its field, in the language of the account. */
const ownWords = async (open) => {
  const phone = await open(), { page } = phone;
  await people.speak(people.team, 'ar');
  await phone.signIn(people.team);
  const before = (await people.requests()).length;
  await send(page);
  await until('told', async () => (await phone.text('#age-0-wrong')).startsWith('العمر بالسنوات'));
  assert.equal(await phone.text('#gender-0-wrong'), 'اختاروا: بنت أو ولد أو غير ذلك.');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'age-0');
  assert.equal(await page.getAttribute('#age-0', 'aria-describedby'), 'age-0-wrong');
  assert.equal((await people.requests()).length, before);
  // The digits of an Arabic keyboard.
  await page.fill('[name="age-0"]', '١٤');
  assert.equal(await page.locator('#age-0-wrong').count(), 0);
  assert.equal(await page.getAttribute('#age-0', 'aria-invalid'), null);
  await page.check('[name="gender-0"][value="female"]');
  assert.equal(await page.locator('#gender-0-wrong').count(), 0);
  await send(page);
  await page.waitForURL('**/outreach/requests/*');
  const [request] = await people.requests();
  assert.deepEqual(request.children.map((child) => child.age), [14]);
  await people.withdraw(request.id);
  await people.speak(people.team, 'fr');
};

const sameCity = async (open) => {
  const phone = await open(), { page } = phone;
  await phone.signIn(people.team);
  assert.equal(await page.inputValue('#city'), 'casablanca');
  await page.selectOption('#city', 'mohammedia');
  await fill(page);
  await send(page);
  await page.waitForURL('**/outreach/requests/*');
  await page.goto('/outreach');
  await until('the city of the last request', async () => (await page.inputValue('#city')) === 'mohammedia');
  assert.equal(await page.inputValue('[name="age-0"]'), '');
  await people.withdraw((await people.requests())[0].id);
};

const keepsNothing = async (open) => {
  const phone = await open(), { page } = phone;
  await page.addInitScript(() => {
    indexedDB.open = () => { throw new Error('private mode'); };
    addEventListener('unhandledrejection', (event) => event.preventDefault());
  });
  const before = (await people.requests()).length;
  await phone.signIn(people.team);
  await fill(page);
  await send(page);
  await page.waitForURL('**/outreach/requests/*');
  const all = await people.requests();
  assert.equal(all.length, before + 1);
  await people.withdraw(all[0].id);
};

const plain = async (open) => {
  const phone = await open({ javaScriptEnabled: false }), { page } = phone;
  const follow = (act) => Promise.all([page.waitForNavigation(), act()]);
  await phone.signIn(people.team);
  await fill(page);
  await follow(() => page.click('[name=add]'));
  assert.equal(await page.locator('[data-child]').count(), 2);
  assert.equal(await page.inputValue('[name="age-0"]'), '14');
  await follow(() => page.locator('[name=remove]').last().click());
  assert.equal(await page.locator('[data-child]').count(), 1);
  await follow(() => page.press('[name="age-0"]', 'Enter'));
  assert.match(page.url(), /\/outreach\/requests\/\w+$/);
  assert.equal(await phone.text('h1'), 'Un lit est réservé');
  await follow(() => page.click('form[action$="/withdraw"] button'));
  assert.equal((await people.requests())[0].state, 'withdrawn');
};

export default {
  'a team asks for brothers and sisters; a reload and the way back lose and double nothing': siblings,
  'a wrong answer is told at the top, and kept': wrong,
  'a wrong answer is told in the page’s words, and Arabic digits are read': ownWords,
  'a team’s city is remembered': sameCity,
  'a browser that keeps nothing still asks': keepsNothing,
  'a team without JavaScript': plain,
};
