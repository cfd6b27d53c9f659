// Serves the phone page: a fixed list of files from simulator/phone/, and nothing else from the disk.
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

const NAMES = [
  'base.css',
  'bubbles.css',
  'phone.css',
  'panel.css',
  'phone.js',
  'api.js',
  'dom.js',
  'words.js',
  'people.js',
  'thread.js',
  'bubbles.js',
  'templates.js',
  'panel.js',
  'panel-parts.js',
  'panel-clock.js',
  'panel-page.js',
  'panel-crowd.js',
  'panel-faults.js',
  'panel-templates.js',
  'panel-recording.js',
];
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

const FILES: Readonly<Record<string, { file: string; type: string | undefined }>> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/favicon.ico': { file: 'icon.svg', type: 'image/svg+xml' },
  ...Object.fromEntries(
    NAMES.map((file) => [`/phone/${file}`, { file, type: TYPES[file.split('.').at(-1) ?? ''] }]),
  ),
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
