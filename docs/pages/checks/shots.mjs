// node shots.mjs [name-pattern]: pictures of the mock pages.
import { readdirSync } from 'node:fs';
import { launch } from './browser.mjs';
import { serve } from './serve.mjs';
const want = new RegExp(process.argv[2] ?? '.');
const views = { 'phone-light': [360, 740, 'light'], 'phone-dark': [360, 740, 'dark'], 'wide-light': [1280, 800, 'light'], 'wide-dark': [1280, 800, 'dark'], 'longw-light': [1280, 1500, 'light'], 'long-light': [360, 2200, 'light'], 'longar-dark': [360, 2200, 'dark'], 'narrow-light': [320, 640, 'light'] };
const pick = new RegExp(process.argv[3] ?? '.');
const live = async (req, res, url) => { if (url.pathname !== '/api/v1/events') return false; res.writeHead(200, { 'Content-Type': 'text/event-stream' }); res.write(': live\n\n'); return true; };
const server = await serve(8733, live);
const browser = await launch();
for (const [view, [width, height, colorScheme]] of Object.entries(views)) {
  if (!pick.test(view)) continue;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce', serviceWorkers: 'block' });
  const page = await context.newPage();
  page.on('console', (m) => m.type() === 'error' && console.log(view, m.text()));
  for (const file of readdirSync('../mock').filter((f) => want.test(f))) {
    await page.goto(`http://localhost:8733/mock/${file}`);
    await page.waitForTimeout(150);
    await page.screenshot({ path: `../shots/${file.replace('.html', '')}.${view}.png`, fullPage: process.argv[4] === 'full' });
  }
  await context.close();
}
await browser.close(); server.closeAllConnections(); server.close();
