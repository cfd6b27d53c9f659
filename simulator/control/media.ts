// GET /sandbox/media/{attachment id}: the content of an uploaded file, which the phone shows. Kept in memory only.
import type { ServerResponse } from 'node:http';
import type { World } from '../world/world.ts';

/** What a browser may show in place; everything else is a download. */
const SHOWN = /^(image\/(png|jpeg|gif|webp)|audio\/|video\/)/;

export function sendMedia(world: World, path: string, response: ServerResponse): void {
  const id = path.split('/').at(-1) ?? '';
  const file = world.files.get(id);
  if (!file) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
    return;
  }
  response.writeHead(200, {
    'content-type': SHOWN.test(file.mime) ? file.mime : 'application/octet-stream',
    'content-length': file.content.length,
    'content-disposition': SHOWN.test(file.mime) ? 'inline' : 'attachment',
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
  });
  response.end(file.content);
}
