// Campaigns over HTTP. Each route: parsed input, one call, one view.
import type { FastifyInstance } from 'fastify';
import { checkLinks } from '../delivery/link-check.ts';
import type { Actor } from '../kit/http/actor.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { parseId } from '../kit/ids.ts';
import { listHidden } from '../profiles/sensitive.ts';
import { type CampaignDefinition, campaignRoutes as routes } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { previewFor, testFor } from './campaign.preview.ts';
import { sealSecrets } from './campaign.request.ts';
import { checkWithExample } from './campaign.sample.ts';
import { viewCampaign, viewDestination } from './campaign.view.ts';
import { createDraft, getCampaign, removeDraft } from './campaigns.ts';
import { saveDraft } from './revisions.ts';

export function registerCampaignRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  const view = (actor: Actor, campaignId: number) => viewCampaign(needs, actor.workspaceId, campaignId);

  serveEndpoint(app, routes.create, async ({ body, actor }) =>
    view(actor, await createDraft(needs, actor, body)),
  );
  serveEndpoint(app, routes.get, ({ params, actor }) => view(actor, parseId('cmp', params.id)));
  serveEndpoint(app, routes.update, async ({ params, body, actor }) => {
    const id = parseId('cmp', params.id);
    const { merged, sentRevision } = await saveDraft(needs, actor, id, body);
    return {
      ...(await view(actor, id)),
      merged: merged.map(({ field, by, at }) => ({ field, by, at: at?.toISOString() ?? null })),
      sent_revision: sentRevision,
    };
  });
  serveEndpoint(app, routes.remove, async ({ params, actor }) => {
    await removeDraft(needs, actor, parseId('cmp', params.id));
    return { deleted: true as const };
  });
  registerTryOutRoutes(app, needs);
}

/** What works on a definition alone: nothing is saved. */
function registerTryOutRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  serveEndpoint(app, routes.check, async ({ body, actor }) => {
    const campaignId = body.campaign_id === null ? null : parseId('cmp', body.campaign_id);
    const { destination, problems, attributes } = await checkWithExample(
      needs,
      actor.workspaceId,
      body.definition,
      { campaignId, hidden: await listHidden(needs.db, actor), asker: actor.name },
    );
    return { destination: viewDestination(destination), problems, attributes };
  });
  serveEndpoint(app, routes.checkLinks, async ({ body }) => ({
    links: await checkLinks(needs.callers, body.message),
  }));
  serveEndpoint(app, routes.preview, async ({ body, actor }) =>
    previewFor(needs, actor, await sealed(needs, actor, body), body),
  );
  serveEndpoint(app, routes.test, async ({ body, actor }) =>
    testFor(needs, actor, await sealed(needs, actor, body), body),
  );
}

/** The form's definition with the stored secrets in the place of their dots. */
async function sealed(
  needs: CampaignNeeds,
  actor: Actor,
  from: { campaign_id: string | null; definition: CampaignDefinition },
): Promise<CampaignDefinition> {
  const stored =
    from.campaign_id === null
      ? null
      : await getCampaign(needs.db, actor.workspaceId, parseId('cmp', from.campaign_id));
  return sealSecrets(from.definition, stored?.definition ?? null, needs.secrets);
}
