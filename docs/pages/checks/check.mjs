// Every mock page in every view: axe-core, no sideways scrolling, targets of 44 px.
import { readdirSync, readFileSync } from 'node:fs';
import { launch } from './browser.mjs';
import { serve } from './serve.mjs';
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const want = new RegExp(process.argv[2] ?? '.');
const views = { phone: [360, 740, 'light'], 'phone dark': [360, 740, 'dark'], wide: [1280, 800, 'light'], 'wide dark': [1280, 800, 'dark'], narrow: [320, 640, 'light'], 'zoom 200 %': [640, 400, 'light'] };
const server = await serve(8734);
const browser = await launch();
let pages = 0, found = 0;
const say = (where, what) => { found++; console.log(where, what); };
for (const [view, [width, height, colorScheme]] of Object.entries(views)) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, serviceWorkers: 'block', bypassCSP: true });
  const page = await context.newPage();
  for (const file of readdirSync('../mock').filter((f) => want.test(f))) for (const opened of [false, true]) {
    await page.goto(`http://localhost:8734/mock/${file}`);
    if (opened) await page.evaluate(() => document.querySelectorAll('details:not(.menu)').forEach((d) => { d.open = true; }));
    pages++;
    const where = `${file} ${view}${opened ? ' opened' : ''}:`;
    const layout = await page.evaluate(() => {
      const bad = [];
      if (document.documentElement.scrollWidth > innerWidth) bad.push(`scrolls sideways: ${document.documentElement.scrollWidth}`);
      for (const el of document.querySelectorAll('a, button, input, select, summary')) {
        if (el.type === 'hidden' || el.matches('.unseen') || !el.checkVisibility()) continue;
        const { width, height, left, right } = el.getBoundingClientRect();
        if (width < 43.9 || height < 43.9) bad.push(`small: ${el.outerHTML.slice(0, 90)} ${width.toFixed(0)}x${height.toFixed(0)}`);
        if ((left < -0.5 || right > innerWidth + 0.5) && !el.closest('.scroll')) bad.push(`outside: ${el.outerHTML.slice(0, 90)}`);
      }
      for (const el of document.querySelectorAll('main *')) if (el.scrollWidth > el.clientWidth + 2 && !el.querySelector('.act') && getComputedStyle(el).display !== 'inline' && el.clientWidth > 1 && !el.matches('.scroll, .scroll *, svg, svg *, .unseen')) bad.push(`spills: ${el.outerHTML.slice(0, 80)} ${el.scrollWidth}>${el.clientWidth}`);
      if (document.querySelector('[style], style')) bad.push('inline style');
      return bad;
    });
    layout.forEach((b) => say(where, b));
    await page.setViewportSize({ width, height: 4000 }); // nothing under the bar at the bottom
    await page.evaluate(axe);
    const result = await page.evaluate(() => axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }));
    for (const v of result.violations) say(where, `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')} ${v.nodes[0].any[0]?.message ?? ''}`);
    await page.setViewportSize({ width, height });
  }
  await context.close();
}
await browser.close(); server.close();
console.log(`${pages} pages in ${Object.keys(views).length} views, ${found} findings`);
