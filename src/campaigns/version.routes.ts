// Versions, edits and history of a campaign over HTTP.
import type { FastifyInstance } from 'fastify';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { parseId } from '../kit/ids.ts';
import { lifeOf } from './campaign.change.ts';
import { listHistory } from './campaign.history.ts';
import { lifeRoutes as routes } from './campaign.life.contract.ts';
import { refusal } from './campaign.lifecycle.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { hideSecrets } from './campaign.request.ts';
import { viewCampaign } from './campaign.view.ts';
import { getCampaign } from './campaigns.ts';
import { changedFields, valueAt } from './revision.merge.ts';
import { listOtherEditors } from './revision.queries.ts';
import {
  asStored,
  getVersion,
  listVersionChanges,
  restoreVersion,
  type VersionInList,
  within,
} from './versions.ts';

/** Somebody who saved so lately is taken to be at it still. */
const AT_IT_MS = 2 * MINUTE_MS;

export function registerVersionRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  const { db, clock } = needs;
  serveEndpoint(app, routes.versions, async ({ params, query, actor }) => {
    const campaignId = parseId('cmp', params.id);
    await getCampaign(db, actor.workspaceId, campaignId);
    const page = { before: query.before ?? null, limit: query.limit };
    const { versions, next } = await listVersionChanges(
      db,
      { workspaceId: actor.workspaceId, campaignId },
      page,
    );
    return { versions: versions.map(viewVersion), next };
  });
  serveEndpoint(app, routes.version, async ({ params, actor }) => {
    const { workspaceId } = actor;
    const campaignId = parseId('cmp', params.id);
    const campaign = await getCampaign(db, workspaceId, campaignId);
    const found = await getVersion(db, workspaceId, { campaignId, version: params.version });
    const page = { before: params.version + 1, limit: 1 };
    const { versions } = await listVersionChanges(db, { workspaceId, campaignId }, page);
    const [before, now] = [found, campaign].map((one) =>
      asStored({ definition: hideSecrets(one.definition) }),
    );
    return {
      ...viewVersion({ ...found, changed: versions[0]?.changed ?? [] }),
      definition: hideSecrets(found.definition),
      differences: changedFields(asStored(found), asStored(campaign)).map((path) => ({
        field: within(path),
        before: valueAt(before, path) ?? null,
        now: valueAt(now, path) ?? null,
      })),
    };
  });
  serveEndpoint(app, routes.restore, async ({ params, actor }) => {
    const campaignId = parseId('cmp', params.id);
    await restoreVersion(needs, actor, campaignId, params.version);
    return viewCampaign(needs, actor.workspaceId, campaignId);
  });
  serveEndpoint(app, routes.edits, async ({ params, actor }) => {
    const { workspaceId, name } = actor;
    const campaignId = parseId('cmp', params.id);
    const campaign = await getCampaign(db, workspaceId, campaignId);
    const since = addMs(clock.now(), -AT_IT_MS);
    const others = await listOtherEditors(db, { workspaceId, campaignId }, { but: name, since });
    return {
      revision: campaign.revision,
      state: campaign.state,
      may_edit: refusal('edit', lifeOf(campaign)) === null,
      others: others.map(({ by, at }) => ({ by, at: at.toISOString() })),
    };
  });
  serveEndpoint(app, routes.history, async ({ params, query, actor }) => {
    const of = { workspaceId: actor.workspaceId, campaignId: parseId('cmp', params.id) };
    const { limit } = query;
    const rows = await listHistory(db, of, { before: query.after ?? null, limit: limit + 1 });
    const lines = rows.slice(0, limit).map(({ at, ...line }) => ({ ...line, at: at.toISOString() }));
    return { lines, next: rows.length > limit ? (lines.at(-1)?.id ?? null) : null };
  });
}

const viewVersion = ({ version, publishedAt, publishedBy, changed }: VersionInList) => ({
  version,
  published_at: publishedAt.toISOString(),
  published_by: publishedBy,
  changed,
});
