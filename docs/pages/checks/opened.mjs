// Pictures of pages with everything unfolded.
import { launch } from './browser.mjs';
import { serve } from './serve.mjs';
const server = await serve(8738);
const browser = await launch();
for (const [file, colorScheme] of [['answer-promised.fr', 'light'], ['shelter.fr', 'light'], ['coordinator-request.ar', 'dark']]) {
  const page = await browser.newPage({ viewport: { width: 360, height: 2600 }, colorScheme, serviceWorkers: 'block' });
  await page.goto(`http://localhost:8738/mock/${file}.html`);
  await page.evaluate(() => document.querySelectorAll('details:not(.menu)').forEach((d) => { d.open = true; }));
  await page.screenshot({ path: `../shots/opened-${file}.png` });
  await page.close();
}
await browser.close(); server.closeAllConnections(); server.close();
