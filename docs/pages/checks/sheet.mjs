// node sheet.mjs out.png width picture…: pictures side by side, to look at several at once.
import { readFileSync } from 'node:fs';
import { launch } from './browser.mjs';
const [out, width, ...files] = process.argv.slice(2);
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1600, height: 100 } });
await page.setContent(`<!doctype html><body style="margin:8px;display:flex;gap:8px;align-items:start;width:max-content;background:#888">${files.map((f) => `<img width=${width} src="data:image/png;base64,${readFileSync(f).toString('base64')}">`).join('')}</body>`);
const box = await page.evaluate(() => [document.body.offsetWidth + 16, document.body.offsetHeight + 16]);
await page.setViewportSize({ width: box[0], height: box[1] });
await page.screenshot({ path: out });
await browser.close();
