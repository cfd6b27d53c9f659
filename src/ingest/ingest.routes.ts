// Every dialect that apps speak to us, over one writer.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import type { Log } from '../kit/log.ts';
import { registerMoEngageRoutes } from './moengage.routes.ts';
import { createWriter } from './writer.ts';

export interface IngestNeeds {
  db: Db;
  clock: Clock;
  log: Log;
  /** Who calls: workspace id and API key by HTTP Basic. Throws AppError. */
  basicAuth: (request: FastifyRequest) => Promise<Actor>;
}

/** Calls that were accepted are stored before the server closes. */
export function registerIngestRoutes(app: FastifyInstance, { db, clock, log, basicAuth }: IngestNeeds): void {
  const writer = createWriter({ db, clock });
  app.addHook('onClose', () => writer.drain());
  registerMoEngageRoutes(app, { writer, clock, log, basicAuth });
}
