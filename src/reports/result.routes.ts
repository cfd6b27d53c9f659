// What came of a campaign over HTTP.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { parseId } from '../kit/ids.ts';
import { createResultReader } from './kept-results.ts';
import { resultRoutes as routes } from './result.contract.ts';
import type { ResultNeeds } from './results.ts';

export function registerResultRoutes(app: FastifyInstance, needs: ResultNeeds & { clock: Clock }): void {
  const readResults = createResultReader(needs);
  serveEndpoint(app, routes.results, ({ params, query, actor }) => {
    const of = {
      workspaceId: actor.workspaceId,
      campaignId: parseId('cmp', params.id),
      run: query.run ?? null,
    };
    return readResults(of, needs.clock.now());
  });
}
