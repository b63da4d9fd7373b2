// Pictures of what only a browser shows: menus, undo, the network bar, what waits.
import { readFileSync } from 'node:fs';
import { launch } from './browser.mjs';
import { serve } from './serve.mjs';
let mode = 'ok', free = 3;
const server = await serve(8736, async (req, res, url) => {
  const lang = /lang=(\w+)/.exec(req.headers.cookie ?? '')?.[1] ?? 'fr';
  if (mode === 'down') { req.socket.destroy(); return true; }
  if (url.pathname === '/api/v1/events') { res.writeHead(200, { 'Content-Type': 'text/event-stream' }); res.write(': live\n\n'); return true; }
  const name = { '/shelter': 'shelter', '/outreach': 'outreach', '/coordinator/board': 'board', '/coordinator/gap': 'gap' }[url.pathname] ?? (req.method === 'POST' ? 'shelter' : '');
  if (!name) return false;
  if (req.method === 'POST') { let body = ''; for await (const part of req) body += part; free = new URLSearchParams(body).get('free') ?? free; }
  res.writeHead(req.method === 'POST' && mode === 'refuse' ? 422 : 200, { 'Content-Type': 'text/html; charset=utf-8' });
  res.end(readFileSync(`../mock/${mode === 'refuse' && req.method === 'POST' ? 'outreach-wrong' : name}.${lang}.html`, 'utf8')
    .replace('name="free" value="3"', `name="free" value="${free}"`).replace(/(mabit-now" content=")[^"]*/, '$12026-05-14T01:22:18Z'));
  return true;
});
const base = 'http://localhost:8736';
const browser = await launch();
for (const [lang, colorScheme] of [['fr', 'light'], ['ar', 'dark']]) {
  mode = 'ok'; free = 3;
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme });
  await context.addCookies([{ name: 'lang', value: lang, url: base }]);
  const page = await context.newPage();
  const shot = async (name) => { await page.waitForTimeout(500); await page.screenshot({ path: `../shots/state-${name}.${lang}.png` }); };
  await page.goto(`${base}/shelter`);
  await page.locator('#count-p1 [name=step][value="1"]').click();
  await page.waitForTimeout(900);
  await shot('undo');
  await page.locator('.menu summary').first().click();
  await shot('language');
  await page.locator('.menu summary').nth(1).click();
  await shot('menu');
  await page.goto(`${base}/outreach`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.waitForTimeout(300);
  await context.setOffline(true); mode = 'down';
  await page.locator('.act button').click();
  await page.waitForTimeout(300);
  await page.locator('.act button').click();
  await shot('offline');
  await page.reload();
  await shot('offline-read');
  mode = 'refuse'; await context.setOffline(false);
  await page.waitForTimeout(1500);
  await shot('refused');
  await page.keyboard.press('Tab');
  await shot('focus');
  await context.close();
}
mode = 'ok';
const context = await browser.newContext({ viewport: { width: 794, height: 1123 } });
const page = await context.newPage();
await page.goto(`${base}/coordinator/gap`);
await page.emulateMedia({ media: 'print' });
await page.screenshot({ path: '../shots/print-gap.fr.png' });
await page.goto(`${base}/coordinator/board`);
await page.screenshot({ path: '../shots/print-board.fr.png' });
await browser.close(); server.closeAllConnections(); server.close();
