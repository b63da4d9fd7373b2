// The colours that the stylesheet puts together keep their distance, by day and by night; what
// axe-core sees on the pages are only those that happen to be there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const css = readFileSync(new URL('../../src/http/assets/style.css', import.meta.url), 'utf8');
const [light, night] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => Object.fromEntries([...block.matchAll(/--([\w-]+): (#\w+)/g)].map(([, name, colour]) => [name, colour])));
const texts = ['ground', 'card'].flatMap((back) => ['ink', 'soft', 'teal', 'amber', 'grey', 'alarm'].map((text) => [text, back]));
for (const state of ['teal', 'amber', 'alarm']) texts.push(...[state, 'ink', 'soft'].map((text) => [text, `${state}-wash`]));
texts.push(['on', 'teal'], ['on', 'alarm']);
const shapes = [['edge', 'ground'], ['edge', 'card'], ['teal', 'ground'], ['teal', 'card'], ['alarm', 'card'], ['teal', 'line'], ['amber', 'line']];

/** WCAG's relative luminance. */
const luminance = (hex) => {
  const full = hex.length === 4 ? hex.replace(/\w/g, '$&$&') : hex;
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(full.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (a, b) => {
  const [bright, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dark + 0.05);
};

const contrast = async () => {
  const low = [];
  for (const [scheme, colours] of Object.entries({ light, dark: { ...light, ...night } })) {
    for (const [pairs, least] of [[texts, 4.5], [shapes, 3]]) {
      for (const [a, b] of pairs) {
        const found = ratio(colours[a], colours[b]);
        if (!(found >= least)) low.push(`${scheme}: ${a} on ${b} ${found.toFixed(1)} < ${least}`);
      }
    }
  }
  assert.deepEqual(low, []);
};

export default { 'colours keep their distance': contrast };
