// Serves the phone page: a fixed list of files from simulator/phone/, and nothing else from the disk.
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

const FILES: Readonly<Record<string, { file: string; type: string }>> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/phone/base.css': { file: 'base.css', type: 'text/css; charset=utf-8' },
  '/phone/bubbles.css': { file: 'bubbles.css', type: 'text/css; charset=utf-8' },
  '/phone/phone.css': { file: 'phone.css', type: 'text/css; charset=utf-8' },
  '/phone/phone.js': { file: 'phone.js', type: 'text/javascript; charset=utf-8' },
  '/phone/api.js': { file: 'api.js', type: 'text/javascript; charset=utf-8' },
  '/phone/dom.js': { file: 'dom.js', type: 'text/javascript; charset=utf-8' },
  '/phone/words.js': { file: 'words.js', type: 'text/javascript; charset=utf-8' },
  '/phone/people.js': { file: 'people.js', type: 'text/javascript; charset=utf-8' },
  '/phone/thread.js': { file: 'thread.js', type: 'text/javascript; charset=utf-8' },
  '/phone/bubbles.js': { file: 'bubbles.js', type: 'text/javascript; charset=utf-8' },
  '/favicon.ico': { file: 'icon.svg', type: 'image/svg+xml' },
};

/** Media that a Page sends may come from anywhere; scripts only from here. */
const POLICY = "default-src 'self'; img-src * data:; media-src *; style-src 'self'; frame-ancestors 'none'";

export async function serveStatic(path: string, response: ServerResponse): Promise<void> {
  const entry = FILES[path];
  if (!entry) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found');
    return;
  }
  const content = await readFile(new URL(`../phone/${entry.file}`, import.meta.url));
  response.writeHead(200, {
    'content-type': entry.type,
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}
