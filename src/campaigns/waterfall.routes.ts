// The waterfall over HTTP.
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { waterfallRoutes as routes } from './waterfall.contract.ts';
import { countWaterfall, type WaterfallNeeds } from './waterfall.ts';

export function registerWaterfallRoutes(app: FastifyInstance, needs: WaterfallNeeds): void {
  serveEndpoint(app, routes.count, async ({ body, actor }) => ({
    waterfall: await countWaterfall(needs, actor.workspaceId, body.definition),
  }));
}
