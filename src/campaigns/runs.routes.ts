// The runs of campaigns over HTTP.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { parseId } from '../kit/ids.ts';
import { runRoutes as routes } from './runs.contract.ts';
import { listRunsOf, planFor } from './runs.ts';

export function registerRunRoutes(app: FastifyInstance, needs: { db: Db; clock: Clock }): void {
  serveEndpoint(app, routes.list, ({ params, query, actor }) => {
    const key = { workspaceId: actor.workspaceId, campaignId: parseId('cmp', params.id) };
    return listRunsOf(needs, key, { next: query.next, before: query.before ?? null, limit: query.limit });
  });
  serveEndpoint(app, routes.plan, async ({ body, actor }) => {
    const { schedule, count } = body;
    const key =
      body.campaign_id === null
        ? null
        : { workspaceId: actor.workspaceId, campaignId: parseId('cmp', body.campaign_id) };
    const runs = await planFor(needs, { key, schedule, count: count + 1 });
    return { runs: runs.slice(0, count), more: runs.length > count };
  });
}
