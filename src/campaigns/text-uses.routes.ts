// What texts use, and texts of other systems converted, over HTTP.
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { convertTemplate } from '../templates/convert.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { convertRoutes } from './convert.contract.ts';
import { textUseRoutes } from './text-uses.contract.ts';
import { listTextUses } from './text-uses.ts';

export function registerTextRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  serveEndpoint(app, textUseRoutes.list, ({ body, actor }) =>
    listTextUses(needs, actor.workspaceId, body.definition),
  );
  serveEndpoint(app, convertRoutes.convert, async ({ body }) => convertTemplate(body.text));
}
