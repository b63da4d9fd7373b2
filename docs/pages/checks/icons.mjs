// The PNG icons, drawn from icon.svg.
import { readFileSync } from 'node:fs';
import { launch } from './browser.mjs';
const svg = readFileSync('../assets/icon.svg', 'utf8');
const browser = await launch();
for (const [name, size, edit] of [['icon-192', 192, (s) => s], ['icon-512', 512, (s) => s], ['icon-maskable', 512, (s) => s.replace(' rx="104"', '').replace('<g ', '<g transform="translate(51 51) scale(.8)" ')]]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<!doctype html><style>body{margin:0}svg{display:block}</style>${edit(svg).replace('<svg ', `<svg width="${size}" height="${size}" `)}`);
  await page.screenshot({ path: `../assets/${name}.png`, omitBackground: true });
}
await browser.close();
