// Serves the built dashboard and the headers that keep a page from loading or embedding what it should not.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Mantine writes styles inline; message previews show images from anywhere. Everything else is our own. */
const CSP = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'img-src * data:',
  'media-src *',
  "frame-ancestors 'none'",
  "base-uri 'self'",
  "form-action 'self'",
].join('; ');

/** Addresses of programs: an unknown one of these is a 404 in JSON, not the dashboard. */
const PROGRAMS = /^\/(api|v1|webhooks|healthz|readyz|metrics|assets)(\/|\?|$)/;

export async function registerDashboard(app: FastifyInstance, dir: string): Promise<void> {
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api')) reply.header('cache-control', 'no-store');
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'same-origin');
    if (String(reply.getHeader('content-type') ?? '').startsWith('text/html'))
      reply.header('content-security-policy', CSP);
  });
  if (!existsSync(join(dir, 'index.html'))) {
    app.get('/', { config: { permission: 'public' } }, (_request, reply) =>
      reply.type('text/plain').send('Talaria is running. The dashboard is not built: run npm start.\n'),
    );
    return;
  }
  await app.register(fastifyStatic, {
    root: dir,
    wildcard: false,
    index: false,
    maxAge: '1y',
    immutable: true,
  });
  // Every other address is a screen; the dashboard's router decides which.
  app.get('/*', { config: { permission: 'public' } }, (request, reply) => {
    if (PROGRAMS.test(request.url)) return reply.callNotFound();
    return reply.sendFile('index.html', { maxAge: 0, immutable: false });
  });
}
