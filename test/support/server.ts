// The HTTP edge as production has it, with somebody signed in: for tests of routes. The test registers the routes it is about.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor, Permission } from '../../src/kit/http/actor.ts';
import { createServer } from '../../src/kit/http/server.ts';
import { silentLog } from '../../src/kit/log.ts';

/** @param actorOf who makes a request; asked each time */
export function createTestServer(actorOf: (request: FastifyRequest) => Actor): FastifyInstance {
  const app = createServer(silentLog);
  app.decorateRequest('actor');
  app.addHook('onRequest', async (request) => {
    request.actor = actorOf(request);
  });
  return app;
}

/** In the workspace that x-workspace names, else in w; may do what x-permission names, else everything. */
export const byHeader = ({ headers }: FastifyRequest): Actor => ({
  ...{ kind: 'key', name: 'key:test' },
  permission: (headers['x-permission'] as Permission | undefined) ?? 'own',
  workspaceId: String(headers['x-workspace'] ?? 'w'),
});
