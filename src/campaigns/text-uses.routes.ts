// What texts use and may use, and texts of other systems converted, over HTTP.
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { parseId } from '../kit/ids.ts';
import { convertTemplate } from '../templates/convert.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { convertRoutes } from './convert.contract.ts';
import { exampleEventRoutes } from './example-event.contract.ts';
import { listExampleEvents, startOf } from './example-events.ts';
import { textUseRoutes } from './text-uses.contract.ts';
import { listTextUses } from './text-uses.ts';

const idOf = ({ campaign_id: id }: { campaign_id: string | null }): number | null =>
  id === null ? null : parseId('cmp', id);

export function registerTextRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  serveEndpoint(app, textUseRoutes.list, ({ body, actor }) =>
    listTextUses(needs, actor.workspaceId, body.definition, idOf(body)),
  );
  serveEndpoint(app, exampleEventRoutes.list, ({ body, actor }) =>
    listExampleEvents(needs.db, actor, startOf(body, idOf(body))),
  );
  serveEndpoint(app, convertRoutes.convert, async ({ body }) => convertTemplate(body.text));
}
