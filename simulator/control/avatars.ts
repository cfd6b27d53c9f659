// GET /sandbox/avatars/{psid}.svg: a picture for each person, drawn from the PSID and the initials.
import type { ServerResponse } from 'node:http';
import type { World } from '../world/world.ts';

const COLOURS = ['#5b6ee1', '#2f9e8f', '#c2557a', '#b7791f', '#4c7fb8', '#8a5bb8', '#4d8c4a', '#b85c4a'];

export function sendAvatar(world: World, path: string, response: ServerResponse): void {
  const psid = /^\/sandbox\/avatars\/(\d{1,20})\.svg$/.exec(path)?.[1] ?? '';
  for (const page of world.pages.values()) {
    const person = page.people.find(psid);
    if (!person) continue;
    const colour = COLOURS[Number(psid.slice(-4)) % COLOURS.length];
    const initials = escapeXml(`${[...person.firstName][0] ?? ''}${[...person.lastName][0] ?? ''}`);
    response.writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=3600' });
    response.end(
      `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="${colour}"/>` +
        `<text x="48" y="60" font-family="system-ui,sans-serif" font-size="36" font-weight="600" fill="#fff" text-anchor="middle">${initials}</text></svg>`,
    );
    return;
  }
  response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
