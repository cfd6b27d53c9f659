// Decisions about events over HTTP.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { eventSettingRoutes } from './event-settings.contract.ts';
import { changeEventSettings } from './event-settings.ts';

export function registerEventSettingRoutes(
  app: FastifyInstance,
  { db, clock }: { db: Db; clock: Clock },
): void {
  serveEndpoint(app, eventSettingRoutes.update, ({ actor, params, body }) => {
    const settings = { name: params.name, ...body, now: clock.now() };
    return withTransaction(db, (tx) => changeEventSettings(tx, actor, settings));
  });
}
