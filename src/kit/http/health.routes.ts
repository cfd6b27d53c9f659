// For operations: is the process alive, can it serve, what does it count.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import { type Db, one } from '../db.ts';
import { describeError } from '../errors.ts';
import type { WorkerHealth } from '../worker.ts';

export interface HealthNeeds {
  db: Db;
  workers: () => WorkerHealth[];
  registry: Registry;
}

/** A worker that failed this often in a row is not riding out a hiccup. */
const FAILURES_UNTIL_UNREADY = 10;

export function registerHealthRoutes(app: FastifyInstance, needs: HealthNeeds): void {
  const options = { config: { permission: 'public' as const }, schema: { hide: true } };

  app.get('/healthz', options, () => ({ status: 'alive' }));

  app.get('/readyz', options, async (_request, reply) => {
    const workers = needs.workers();
    const failing = workers.filter((worker) => worker.failures >= FAILURES_UNTIL_UNREADY);
    const database = await one(needs.db, sql`select 1`).then(
      () => 'ok',
      (error: unknown) => describeError(error),
    );
    const ready = database === 'ok' && failing.length === 0;
    const state = workers.map(({ name, failures, lastError }) => ({
      name,
      failures,
      ...(failures > 0 && { lastError }),
    }));
    return reply
      .status(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not ready', database, workers: state });
  });

  app.get('/metrics', options, async (_request, reply) =>
    reply.type(needs.registry.contentType).send(await needs.registry.metrics()),
  );
}
