// Serves the assets and the mock pages under the headers the service will send.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
const types = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', png: 'image/png', webmanifest: 'application/manifest+json' };
export const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const root = new URL('..', import.meta.url).pathname;
export function serve(port, handle) {
  const server = createServer(async (req, res) => {
    const url = new URL(req.url, 'http://x');
    res.setHeader('Content-Security-Policy', CSP);
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Referrer-Policy', 'no-referrer');
    try {
      if (handle && await handle(req, res, url)) return;
      const path = url.pathname === '/sw.js' ? '/assets/sw.js' : url.pathname;
      const body = await readFile(root + path.replaceAll('..', ''));
      res.setHeader('Content-Type', types[path.split('.').pop()] ?? 'text/plain');
      res.setHeader('Cache-Control', path.startsWith('/assets/') && url.search ? 'max-age=31536000, immutable' : 'no-cache');
      res.end(body);
    } catch { res.statusCode = 404; res.end('nothing here'); }
  });
  return new Promise((done) => server.listen(port, '127.0.0.1', () => done(server)));
}
if (process.argv[1].endsWith('serve.mjs')) { await serve(8732); console.log('http://localhost:8732/mock/'); }
