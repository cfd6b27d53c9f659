// What came of a campaign over HTTP.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { parseId } from '../kit/ids.ts';
import { createResultReader } from './kept-results.ts';
import { resultRoutes as routes } from './result.contract.ts';
import type { ResultNeeds } from './results.ts';
import { scopeOf } from './scope.queries.ts';

export function registerResultRoutes(app: FastifyInstance, needs: ResultNeeds & { clock: Clock }): void {
  const readResults = createResultReader(needs);
  serveEndpoint(app, routes.results, ({ params, query, actor: { workspaceId } }) =>
    readResults(scopeOf({ workspaceId, campaignId: parseId('cmp', params.id) }, query), needs.clock.now()),
  );
}
