// Every dialect that apps speak to us, over one writer.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import type { Log } from '../kit/log.ts';
import { registerEventRoutes } from './event.routes.ts';
import { registerMoEngageRoutes } from './moengage.routes.ts';
import { createPeopleWriter } from './people-writer.ts';
import { registerSegmentRoutes } from './segment.routes.ts';
import { createWriter } from './writer.ts';

export interface IngestNeeds {
  db: Db;
  clock: Clock;
  log: Log;
  access: {
    /** Who calls: workspace id and API key by HTTP Basic. Throws AppError. */
    basicAuth: (request: FastifyRequest) => Promise<Actor>;
    /** Who calls: whose key this is, for the dialect that finds it by itself. Throws AppError. */
    keyAuth: (secret: string) => Promise<Actor>;
  };
}

/** Calls that were accepted are stored before the server closes. */
export function registerIngestRoutes(app: FastifyInstance, needs: IngestNeeds): void {
  const { db, clock, log, access } = needs;
  const writer = createWriter({ db, clock });
  const people = createPeopleWriter({ db, clock });
  app.addHook('onClose', async () => {
    await writer.drain();
    await people.drain();
  });
  registerEventRoutes(app, { writer, clock });
  registerMoEngageRoutes(app, { db, writer, clock, log, ...access });
  registerSegmentRoutes(app, { writer, people, clock, log, ...access });
}
