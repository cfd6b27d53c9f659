// Preflights over HTTP.
import type { FastifyInstance } from 'fastify';
import type { Actor } from '../kit/http/actor.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { listHidden } from '../profiles/sensitive.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { getCampaign } from './campaigns.ts';
import { type Preflight, preflightRoutes as routes } from './preflight.contract.ts';
import { addDraftFallback } from './preflight.fallback.ts';
import { findPreflight, type PreflightRow } from './preflight.queries.ts';
import { cancelPreflight, findSamples, getPreflight, listAffected, startPreflight } from './preflight.ts';
import { viewAffected, viewPreflight } from './preflight.view.ts';

export function registerPreflightRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  const { db } = needs;
  const view = async (row: PreflightRow, actor: Actor): Promise<Preflight> =>
    viewPreflight(row, {
      campaign: await getCampaign(db, row.workspaceId, row.campaignId),
      samples: await findSamples(db, row),
      hidden: await listHidden(db, actor),
      now: needs.clock.now(),
    });

  serveEndpoint(app, routes.start, async ({ params, body, actor }) => {
    const id = parseId('cmp', params.id);
    await startPreflight(needs, actor, id, body);
    return view(await getPreflight(db, actor.workspaceId, id), actor);
  });
  serveEndpoint(app, routes.get, async ({ params, actor }) => {
    const { campaignId } = await getCampaign(db, actor.workspaceId, parseId('cmp', params.id));
    const row = await findPreflight(db, actor.workspaceId, campaignId);
    return { preflight: row ? await view(row, actor) : null };
  });
  serveEndpoint(app, routes.cancel, async ({ params, actor }) => {
    const id = parseId('cmp', params.id);
    await cancelPreflight(needs, actor, id);
    return view(await getPreflight(db, actor.workspaceId, id), actor);
  });
  serveEndpoint(app, routes.people, async ({ params, query, actor }) => {
    const row = await getPreflight(db, actor.workspaceId, parseId('cmp', params.id));
    const after = query.after === undefined ? 0 : parseId('prf', query.after);
    const { finding, limit } = query;
    const rows = await listAffected(db, row, { finding, after, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const hidden = await listHidden(db, actor);
    return {
      people: shown.map((one) => viewAffected(one, hidden)),
      next: rows.length > limit && last ? formatId('prf', last.profileId) : null,
    };
  });
  serveEndpoint(app, routes.fallback, ({ params, body, actor }) =>
    addDraftFallback(needs, actor, parseId('cmp', params.id), body),
  );
}
