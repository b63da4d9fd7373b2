// Mabit's service worker: the shell of this version, and the last board, for nights without
// network. It keeps no answer to a POST, nothing of the API, nothing about a child, and of a
// reference no more than that somebody is expected.
'use strict';
const version = new URL(location).searchParams.get('v');
const SHELL = `shell-${version}`, PAGES = 'pages';
const shell = ['style.css', 'app.js', 'queue.js', 'icons.svg'].map((name) => `/assets/${name}?v=${version}`).concat('/assets/manifest.webmanifest', '/assets/icon.svg');
const kept = ['/shelter', '/outreach', '/coordinator/board'];
const isKept = (path) => kept.includes(path);
let epoch = 0;

addEventListener('install', (event) => event.waitUntil((async () => {
  await (await caches.open(SHELL)).addAll(shell);
  await skipWaiting();
})()));
addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== SHELL && name !== PAGES) await caches.delete(name);
  await clients.claim();
  // Pages that were there before it: kept from its first moment on.
  for (const client of await clients.matchAll()) {
    const { pathname, search } = new URL(client.url), begun = epoch;
    if (isKept(pathname + search)) await fetch(client.url).then((answer) => keep(pathname, answer, begun)).catch(() => 0);
  }
})()));
addEventListener('message', (event) => {
  if (event.data !== 'sign-out') return;
  epoch += 1;
  event.waitUntil((async () => { for (const name of await caches.keys()) await caches.delete(name); })());
});

// A file of this version from what is kept; of another version only without network.
const asset = async (request) => {
  const cache = await caches.open(SHELL), found = await cache.match(request);
  if (found) return found;
  try {
    return await fetch(request);
  } catch (error) {
    const other = await cache.match(request, { ignoreSearch: true });
    if (!other) throw error;
    return other;
  }
};
// The page as it is kept: when it was read, and without what stands between the private marks.
const keep = async (path, answer, begun) => {
  if (!answer.ok || answer.redirected || !answer.headers.get('Content-Type')?.startsWith('text/html')) return;
  const text = (await answer.text()).replace(/<!--private-->[\s\S]*?<!--\/private-->/g, '').replace('<html ', `<html data-cached="${new Date().toISOString()}" `);
  const headers = new Headers(answer.headers);
  for (const name of ['Content-Length', 'Content-Encoding', 'Set-Cookie']) headers.delete(name);
  if (begun === epoch) await (await caches.open(PAGES)).put(path, new Response(text, { headers }));
};
const page = async (event, path) => {
  const { request } = event, begun = epoch, opens = request.mode === 'navigate';
  // Who can read an older page waits no longer than eight seconds for a new one.
  const older = opens && await caches.match(path, { cacheName: PAGES });
  const stop = older && new AbortController(), timer = older && setTimeout(() => stop.abort(), 8000);
  let answer;
  try {
    answer = await fetch(request, older ? { signal: stop.signal } : {});
  } catch (error) {
    if (!opens || (error.name !== 'TypeError' && error.name !== 'AbortError')) throw error;
    const cache = await caches.open(PAGES), last = await cache.match(path);
    if (last) return last;
    // The page above it, which tells of it what may be kept; else any.
    const all = await cache.keys(), other = all.find(({ url }) => path.startsWith(new URL(url).pathname)) || all[0];
    if (!other) throw error;
    return Response.redirect(other.url);
  } finally { clearTimeout(timer); }
  if (isKept(path)) event.waitUntil(keep(path, answer.clone(), begun));
  return answer;
};
addEventListener('fetch', (event) => {
  const { request } = event, { origin, pathname, search } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/api')) return;
  if (pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else if (request.mode === 'navigate' ? pathname !== '/sign-in' : isKept(pathname + search)) event.respondWith(page(event, pathname + search));
});
