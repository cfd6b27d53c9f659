// Where a link of a message leads first: on to its target at once, and noted when it was a person who followed it.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CLICK_PATH, type ClickLinks } from '../delivery/click-links.ts';
import { createClickCounter } from '../delivery/clicks.ts';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import type { Log } from '../kit/log.ts';

interface Needs {
  db: Db;
  clock: Clock;
  log: Log;
  links: ClickLinks;
}

const link = z.object({
  workspaceId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  deliveryId: z
    .string()
    .regex(/^[0-9a-z]{1,10}$/)
    .transform((text) => Number.parseInt(text, 36)),
  signature: z.string().min(1).max(60),
  target: z.url({ protocol: /^https?$/ }).max(4_000),
});

/** A signature that is not ours leads nowhere: this is no open door for addresses of strangers. */
export function registerClickRoutes(app: FastifyInstance, { links, ...needs }: Needs): void {
  const count = createClickCounter(needs);
  app.route<{ Params: Record<string, string>; Querystring: { to?: string } }>({
    method: ['GET', 'HEAD'],
    url: `${CLICK_PATH}/:workspaceId/:deliveryId/:signature`,
    config: { permission: 'public' },
    schema: { hide: true },
    async handler(request, reply) {
      const read = link.safeParse({ ...request.params, target: request.query.to });
      if (!read.success || !links.verify(read.data))
        return reply.code(404).type('text/plain; charset=utf-8').send('This link is not valid.');
      const { target, deliveryId } = read.data;
      if (deliveryId > 0 && isPerson(request)) count(read.data);
      return reply
        .header('cache-control', 'no-store')
        .header('referrer-policy', 'no-referrer')
        .header('x-robots-tag', 'noindex')
        .redirect(new URL(target).href, 302); // a header holds no letter beyond Latin
    },
  });
}

/** What fetches links without anybody having tapped: the platform's own scraper, previews, crawlers, scripts. */
const MACHINES =
  /facebookexternalhit|facebot|meta-externalagent|(?<!cu)bot\b|crawl|spider|slurp|preview|headless|curl|wget|python|java\/|okhttp|go-http|axios|node|undici/i;

function isPerson({ method, headers }: FastifyRequest): boolean {
  if (method !== 'GET') return false;
  const purpose = `${headers['purpose'] ?? ''} ${headers['sec-purpose'] ?? ''} ${headers['x-purpose'] ?? ''} ${headers['x-moz'] ?? ''}`;
  if (/prefetch|preview/i.test(purpose)) return false;
  const agent = headers['user-agent'] ?? '';
  return agent !== '' && !MACHINES.test(agent);
}
