// What every check works with: phones, the line between them and the service, the service's API.
import { createRequire } from 'node:module';
import { createServer, connect } from 'node:net';

const { MABIT_URL, MABIT_PASSWORD, TEST_NODE_MODULES, TEST_CHROMIUM } = process.env;
export const require = createRequire(`${TEST_NODE_MODULES}/`);
export const { chromium } = require('playwright-core');

export const launch = () => chromium.launch({
  executablePath: TEST_CHROMIUM || '/usr/bin/chromium',
  // Nothing but this machine can be reached, whatever a page asks for.
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
});

/** Asks again and again until the answer is truthy; gives it. */
export const until = async (what, ask, seconds = 12) => {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (error) { last = error; }
    await new Promise((done) => setTimeout(done, 40));
  }
  throw new Error(`never: ${what}${last ? ` (${last.message.split('\n')[0]})` : ''}`);
};

/** The line between a phone and the service. It can be cut, and an answer can be lost on it. */
class Line {
  #sockets = new Set();
  #cut = false;
  #losing = 0;
  #server;
  /** Bytes that came from the service. */
  received = 0;
  /** Milliseconds that each answer takes longer. */
  delay = 0;

  static async open() {
    const line = new Line(), { hostname, port } = new URL(MABIT_URL);
    line.#server = createServer((phone) => line.#join(phone, connect(+port, hostname)));
    await new Promise((done) => line.#server.listen(0, '127.0.0.1', done));
    line.#server.unref();
    line.url = `http://127.0.0.1:${line.#server.address().port}`;
    return line;
  }

  #join(phone, service) {
    const end = () => { phone.destroy(); service.destroy(); this.#sockets.delete(phone); };
    this.#sockets.add(phone);
    for (const socket of [phone, service]) socket.on('error', end).on('close', end);
    if (this.#cut) return end();
    let lost = false;
    phone.on('data', (data) => {
      if (data.includes('POST ')) {
        lost = this.#losing > 0;
        this.#losing -= lost;
      }
      service.write(data);
    });
    service.on('data', (data) => {
      if (lost) return end();
      this.received += data.length;
      if (this.delay) setTimeout(() => phone.write(data), this.delay); else phone.write(data);
    });
  }

  cut() { this.#cut = true; this.#sockets.forEach((socket) => socket.destroy()); }
  mend() { this.#cut = false; }
  /** The next forms reach the service, and their answers reach nobody. */
  loseAnswers(count) { this.#losing = count; }
  close() { this.cut(); this.#server.close(); }
}

/** A browser of its own, on a line of its own. What goes wrong on its pages is noted. */
export class Phone {
  /** What went wrong. */
  noise = [];
  /** Whether the network may fail: part of some checks. */
  mayFail = false;
  /** Statuses from 400 on that the check expects. */
  mayAnswer = [];

  static async open(browser, { width = 360, height = width < 900 ? 740 : 800, ...options } = {}) {
    const phone = new Phone();
    phone.line = await Line.open();
    phone.context = await browser.newContext({ viewport: { width, height }, baseURL: phone.line.url, ...options });
    phone.context.setDefaultTimeout(12_000);
    phone.page = await phone.tab();
    return phone;
  }

  /** Another tab. */
  async tab() {
    const page = await this.context.newPage();
    const note = (what) => this.noise.push(what);
    page.on('pageerror', (error) => note(error.stack ?? error.message));
    page.on('console', (message) => {
      const text = message.text(), network = text.startsWith('Failed to load resource') || /net::ERR|service worker.*fetching|EventSource/i.test(text);
      if (network ? false : message.type() === 'error' || /Content.Security.Policy|Refused to/i.test(text)) note(`console: ${text}`);
    });
    page.on('request', (request) => { if (new URL(request.url()).origin !== this.line.url) note(`another host: ${request.url()}`); });
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      if (!this.mayFail && why !== 'net::ERR_ABORTED') note(`${why}: ${request.method()} ${request.url()}`);
    });
    page.on('response', (answer) => {
      if (answer.status() >= 400 && !this.mayFail && !this.mayAnswer.includes(answer.status())) note(`${answer.status()}: ${answer.request().method()} ${answer.url()}`);
    });
    return page;
  }

  async signIn(email, next = '/') {
    await this.page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await this.page.fill('#email', email);
    await this.page.fill('#password', MABIT_PASSWORD);
    await Promise.all([this.page.waitForURL((url) => url.pathname !== '/sign-in'), this.page.click('main form button.main')]);
  }

  async offline() { this.mayFail = true; this.line.cut(); await this.context.setOffline(true); }
  async online() { this.line.mend(); await this.context.setOffline(false); }

  /** The page hears of changes. */
  live(page = this.page) { return until('live', () => page.locator('#net.live').count(), 20); }

  /** The service worker is there, and has kept this page. */
  async kept(path) {
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await until(`${path} is kept`, () => this.page.evaluate(async (path) => !!(await caches.match(path, { cacheName: 'pages' })), path));
  }

  /** What waits in the phone. */
  queue(page = this.page) {
    return page.evaluate(async () => {
      if (!(await indexedDB.databases()).some(({ name }) => name === 'mabit')) return [];
      return new Promise((done, fail) => {
        const open = indexedDB.open('mabit');
        open.onerror = fail;
        open.onsuccess = () => {
          const db = open.result, all = db.objectStoreNames.length ? db.transaction('queue').objectStore('queue').getAll() : null;
          if (!all) { db.close(); return done([]); }
          all.onsuccess = () => { db.close(); done(all.result); };
        };
      });
    });
  }

  /** Every page that is kept, by its path. */
  caches() {
    return this.page.evaluate(async () => {
      const kept = {};
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) kept[new URL(request.url).pathname] = name === 'pages' ? await (await cache.match(request)).text() : '';
      }
      return kept;
    });
  }

  /** A text as people read it, without the marks that keep directions and words apart. */
  async text(what, page = this.page) {
    return (await page.locator(what).first().innerText()).replaceAll('\u00a0', ' ').replace(/[\u2066-\u2069]/g, '');
  }

  async close() {
    await this.context.close();
    this.line.close();
  }
}

const sessions = new Map();
const signIn = async (email) => {
  const body = new URLSearchParams({ email, password: MABIT_PASSWORD });
  const answer = await fetch(`${MABIT_URL}/sign-in`, { method: 'POST', body, redirect: 'manual' });
  if (answer.status !== 303) throw new Error(`${email}: ${answer.status}`);
  const cookie = answer.headers.get('set-cookie').split(';')[0];
  const page = await (await fetch(`${MABIT_URL}/shelter`, { headers: { cookie } })).text();
  return { cookie, 'x-csrf-token': /mabit-csrf" content="(\w+)/.exec(page)[1] };
};

/** Calls the API as somebody; gives the answer's body. */
export const api = async (email, method, path, body) => {
  if (!sessions.has(email)) sessions.set(email, signIn(email));
  const headers = { ...await sessions.get(email), ...(body && { 'content-type': 'application/json' }) };
  const answer = await fetch(`${MABIT_URL}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
};

/** A partner of the demo: its city and its people. */
export const partner = (slug, city) => {
  const [team, house, coordinator] = ['outreach', 'shelter', 'coordinator'].map((role) => `${role}@${slug}.example`);
  const pools = async () => (await api(house, 'GET', `/board?city=${city}`)).shelters.flatMap((shelter) => shelter.pools);
  return {
    city, team, house, coordinator, pools,
    pool: async (id) => (await pools()).find((pool) => pool.id === id),
    count: (id, free) => api(house, 'PUT', `/pools/${id}/availability`, { free }),
    ask: (...children) => api(team, 'POST', '/requests', { city, children, urgency: 'emergency' }),
    request: (id) => api(team, 'GET', `/requests/${id}`),
    accept: (offer) => api(house, 'POST', `/offers/${offer}/accept`, {}),
    arrive: (offer) => api(house, 'POST', `/offers/${offer}/arrive`, {}),
    withdraw: (id) => api(team, 'POST', `/requests/${id}/withdraw`, { reason: 'test' }),
    requests: async () => (await api(team, 'GET', '/requests?limit=200')).items,
    speak: (email, locale) => api(email, 'PATCH', '/me', { locale }),
  };
};
export const girl = (age) => ({ age, gender: 'female' });
export const boy = (age) => ({ age, gender: 'male' });
export const password = MABIT_PASSWORD;
/** Ends every session of somebody, as from another device. */
export const signOutEverywhere = async (email) => {
  const headers = await signIn(email);
  const body = new URLSearchParams({ csrf: headers['x-csrf-token'], everywhere: '1' });
  await fetch(`${MABIT_URL}/sign-out`, { method: 'POST', headers: { cookie: headers.cookie }, body, redirect: 'manual' });
  sessions.delete(email);
};
