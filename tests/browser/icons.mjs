// Draws the PNG icons from icon.svg: TEST_NODE_MODULES=… node tests/browser/icons.mjs
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from './kit.mjs';

const folder = fileURLToPath(new URL('../../src/http/assets/', import.meta.url));
const svg = readFileSync(`${folder}icon.svg`, 'utf8');
/** Without round corners and smaller: phones cut it to a shape of their own. */
const maskable = svg.replace(' rx="104"', '').replace('<g ', '<g transform="translate(51 51) scale(.8)" ');
const browser = await launch();
for (const [name, size, source] of [['icon-192', 192, svg], ['icon-512', 512, svg], ['icon-maskable', 512, maskable]]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<!doctype html><style>body{margin:0}svg{display:block}</style>${source.replace('<svg ', `<svg width="${size}" height="${size}" `)}`);
  await page.screenshot({ path: `${folder}${name}.png`, omitBackground: true });
}
await browser.close();
