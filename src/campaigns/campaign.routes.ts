// Campaigns over HTTP. Each route: parsed input, one call, one view.
import type { FastifyInstance } from 'fastify';
import type { Destination } from '../delivery/destination.ts';
import { checkLinks } from '../delivery/link-check.ts';
import { explainReason } from '../delivery/reasons.ts';
import { listAudit } from '../kit/audit.ts';
import type { Actor } from '../kit/http/actor.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { destinationOf, listPages } from './campaign.check.ts';
import { type Campaign, type CampaignDefinition, campaignRoutes as routes } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { previewFor, testFor } from './campaign.preview.ts';
import { findLatestRun, listCampaigns } from './campaign.queries.ts';
import { hideSecrets, sealSecrets } from './campaign.request.ts';
import { checkWithExample } from './campaign.sample.ts';
import { dueAt } from './campaign.schedule.ts';
import {
  createDraft,
  duplicate,
  getCampaign,
  pause,
  publish,
  removeDraft,
  resume,
  retry,
  saveDraft,
  stop,
} from './campaigns.ts';

export function registerCampaignRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  const view = (actor: Actor, campaignId: number) => viewCampaign(needs, actor.workspaceId, campaignId);

  serveEndpoint(app, routes.list, async ({ query, actor }) => {
    const { state = null, search, limit } = query;
    const after = query.after === undefined ? null : parseId('cmp', query.after);
    const rows = await listCampaigns(needs.db, actor.workspaceId, { state, search, after, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      campaigns: shown.map((row) => ({
        id: formatId('cmp', row.campaignId),
        name: row.name,
        state: row.state,
        segment_name: row.segmentName,
        page_name: row.pageName,
        scheduled_at: row.dueAt?.toISOString() ?? null,
        recipients: row.recipients,
        accepted: row.accepted,
        failed: row.failed,
        created_at: row.createdAt.toISOString(),
      })),
      next: rows.length > limit && last ? formatId('cmp', last.campaignId) : null,
    };
  });

  serveEndpoint(app, routes.create, async ({ body, actor }) =>
    view(actor, await createDraft(needs, actor, body)),
  );
  serveEndpoint(app, routes.get, ({ params, actor }) => view(actor, parseId('cmp', params.id)));
  serveEndpoint(app, routes.update, async ({ params, body, actor }) => {
    const id = parseId('cmp', params.id);
    await saveDraft(needs, actor, id, body);
    return view(actor, id);
  });
  serveEndpoint(app, routes.remove, async ({ params, actor }) => {
    await removeDraft(needs, actor, parseId('cmp', params.id));
    return { deleted: true as const };
  });
  serveEndpoint(app, routes.duplicate, async ({ params, actor }) =>
    view(actor, await duplicate(needs, actor, parseId('cmp', params.id))),
  );

  for (const [name, act] of Object.entries({ publish, pause, resume, stop })) {
    serveEndpoint(app, routes[name as 'publish'], async ({ params, actor }) => {
      const id = parseId('cmp', params.id);
      await act(needs, actor, id);
      return view(actor, id);
    });
  }

  serveEndpoint(app, routes.retryFailed, async ({ params, actor }) => {
    const id = parseId('cmp', params.id);
    const retried = await retry(needs, actor, id);
    return { retried, campaign: await view(actor, id) };
  });

  registerTryOutRoutes(app, needs);
}

/** What works on a definition alone: nothing is saved. */
function registerTryOutRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  serveEndpoint(app, routes.check, async ({ body, actor }) => {
    const { workspaceId } = actor;
    const { destination, problems, attributes } = await checkWithExample(needs, workspaceId, body.definition);
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

async function viewCampaign(
  needs: CampaignNeeds,
  workspaceId: string,
  campaignId: number,
): Promise<Campaign> {
  const campaign = await getCampaign(needs.db, workspaceId, campaignId);
  const run = await findLatestRun(needs.db, workspaceId, campaignId, needs.clock.now());
  const { definition } = campaign;
  const pages = await listPages(needs.db, workspaceId);
  const history = await listAudit(needs.db, workspaceId, formatId('cmp', campaignId));
  const planned = definition.schedule.kind === 'at' ? dueAt(definition.schedule, needs.clock.now()) : null;
  return {
    id: formatId('cmp', campaignId),
    name: campaign.name,
    state: campaign.state,
    definition: hideSecrets(definition),
    destination: viewDestination(destinationOf(definition, pages, needs.graphUrl)),
    paused_because: run?.pausedBecause ?? (run?.laneBecause ? explainReason(run.laneBecause).title : null),
    revision: campaign.revision,
    scheduled_at: (run?.dueAt ?? planned)?.toISOString() ?? null,
    created_at: campaign.createdAt.toISOString(),
    updated_at: campaign.updatedAt.toISOString(),
    published_at: campaign.publishedAt?.toISOString() ?? null,
    history: history.map(({ at, actor, action }) => ({ at: at.toISOString(), actor, action })),
  };
}

const viewDestination = ({ kind, pageId, pageName, explanation }: Destination) => ({
  kind,
  page_id: pageId,
  page_name: pageName,
  explanation,
});
