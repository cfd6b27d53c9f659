// The waterfall over HTTP.
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { createMemory } from '../kit/remember-dear.ts';
import { waterfallRoutes as routes } from './waterfall.contract.ts';
import { type Counted, countWaterfall, type WaterfallNeeds } from './waterfall.ts';

export function registerWaterfallRoutes(app: FastifyInstance, needs: Omit<WaterfallNeeds, 'counted'>): void {
  const counted: Counted = createMemory(() => performance.now());
  serveEndpoint(app, routes.count, async ({ body, actor }) => ({
    waterfall: await countWaterfall({ ...needs, counted }, actor.workspaceId, body),
  }));
}
