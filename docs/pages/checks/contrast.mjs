// The contrast of every pair of colours the stylesheet puts together, in both schemes.
import { readFileSync } from 'node:fs';
const css = readFileSync(new URL('../assets/style.css', import.meta.url), 'utf8');
const blocks = [...css.matchAll(/:root \{([^}]*)\}/g)].map((m) => Object.fromEntries([...m[1].matchAll(/--([\w-]+): (#\w+)/g)].map(([, k, v]) => [k, v])));
const light = blocks[0], dark = { ...light, ...blocks[1] };
const lum = (hex) => { const h = hex.length === 4 ? [...hex.slice(1)].map((c) => c + c).join('') : hex.slice(1); const [r, g, b] = [0, 2, 4].map((i) => parseInt(h.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const ratio = (a, b) => { const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
const pairs = [];
for (const back of ['ground', 'card']) for (const text of ['ink', 'soft', 'teal', 'amber', 'grey', 'alarm']) pairs.push([text, back, 4.5]);
for (const [text, back] of [['teal', 'teal-wash'], ['ink', 'teal-wash'], ['soft', 'teal-wash'], ['amber', 'amber-wash'], ['ink', 'amber-wash'], ['soft', 'amber-wash'], ['alarm', 'alarm-wash'], ['ink', 'alarm-wash'], ['soft', 'alarm-wash'], ['on', 'teal'], ['on', 'alarm']]) pairs.push([text, back, 4.5]);
for (const [a, b] of [['edge', 'ground'], ['edge', 'card'], ['teal', 'ground'], ['teal', 'card'], ['alarm', 'card'], ['teal', 'line'], ['amber', 'line']]) pairs.push([a, b, 3]);
let bad = 0;
console.log('| pair | needs | light | dark |\n|---|---|---|---|');
for (const [a, b, need] of pairs) {
  const [l, d] = [light, dark].map((v) => ratio(v[a], v[b]));
  if (l < need || d < need) bad++;
  console.log(`| ${a} on ${b} | ${need} | ${l.toFixed(1)}${l < need ? ' **!**' : ''} | ${d.toFixed(1)}${d < need ? ' **!**' : ''} |`);
}
console.log(bad ? `\n${bad} too low` : '\nall enough');
