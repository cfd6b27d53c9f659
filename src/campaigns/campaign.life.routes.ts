// A campaign's life over HTTP: the list, what moves it, approval, bulk actions.
import type { FastifyInstance } from 'fastify';
import { invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { approve, reject, requestApproval, withdraw } from './approvals.ts';
import { actOnMany } from './bulk.ts';
import { type CampaignSort, lifeRoutes as routes } from './campaign.life.contract.ts';
import { type CampaignListRow, listCampaigns, listTags } from './campaign.list.queries.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { viewCampaign } from './campaign.view.ts';
import { archive, duplicate, pause, resume, stop, unarchive } from './campaigns.ts';
import { sendCampaignAgain } from './send-again.ts';
import { discardChanges, publish } from './versions.ts';

type Act = (needs: CampaignNeeds, actor: Actor, campaignId: number) => Promise<void>;

export function registerCampaignLifeRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  const view = (actor: Actor, campaignId: number) => viewCampaign(needs, actor.workspaceId, campaignId);
  const moves: [typeof routes.pause, Act][] = [
    [routes.pause, pause],
    [routes.resume, resume],
    [routes.stop, stop],
    [routes.withdraw, withdraw],
    [routes.archive, archive],
    [routes.unarchive, unarchive],
    [routes.discard, discardChanges],
  ];
  for (const [route, act] of moves) {
    serveEndpoint(app, route, async ({ params, actor }) => {
      const id = parseId('cmp', params.id);
      await act(needs, actor, id);
      return view(actor, id);
    });
  }
  const noted = [
    [routes.requestApproval, requestApproval],
    [routes.reject, reject],
  ] as const;
  for (const [route, act] of noted) {
    serveEndpoint(app, route, async ({ params, body, actor }) => {
      const id = parseId('cmp', params.id);
      await act(needs, actor, id, body.note);
      return view(actor, id);
    });
  }
  serveEndpoint(app, routes.publish, async ({ params, body, actor }) => {
    const id = parseId('cmp', params.id);
    await publish(needs, actor, id, body?.revision ?? null);
    return view(actor, id);
  });
  serveEndpoint(app, routes.approve, async ({ params, body, actor }) => {
    const id = parseId('cmp', params.id);
    await approve(needs, actor, id, body.revision);
    return view(actor, id);
  });
  serveEndpoint(app, routes.duplicate, async ({ params, actor }) =>
    view(actor, await duplicate(needs, actor, parseId('cmp', params.id))),
  );
  serveEndpoint(app, routes.retryFailed, async ({ params, actor }) => {
    const id = parseId('cmp', params.id);
    const retried = await sendCampaignAgain(needs, actor, id);
    return { retried, campaign: await view(actor, id) };
  });
  serveEndpoint(app, routes.bulk, async ({ body, actor }) => {
    const ids = body.ids.map((id) => parseId('cmp', id));
    const results = await actOnMany(needs, actor, ids, { action: body.action, tag: body.tag });
    return {
      done: results.filter(({ refused }) => refused === null).length,
      results: results.map(({ campaignId, refused }) => ({
        id: formatId('cmp', campaignId),
        done: refused === null,
        message: refused?.message ?? null,
        remedy: refused?.remedy ?? null,
      })),
    };
  });
  registerListRoutes(app, needs);
}

function registerListRoutes(app: FastifyInstance, { db }: CampaignNeeds): void {
  serveEndpoint(app, routes.list, async ({ query, actor }) => {
    const { search, state = null, archived, sort, limit } = query;
    const filter = {
      ...{ search, state, archived },
      deliveryType: query.delivery_type ?? null,
      tag: query.tag ?? null,
      pageId: query.page_id ?? null,
    };
    const after = query.after === undefined ? null : readCursor(query.after, sort);
    const rows = await listCampaigns(db, actor.workspaceId, filter, { sort, after, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return { campaigns: shown.map(viewRow), next: rows.length > limit && last ? cursorOf(last) : null };
  });
  serveEndpoint(app, routes.tags, async ({ actor }) => ({ tags: await listTags(db, actor.workspaceId) }));
}

const viewRow = (row: CampaignListRow) => ({
  id: formatId('cmp', row.campaignId),
  name: row.name,
  tags: row.tags,
  state: row.state,
  delivery_type: row.deliveryType,
  awaits_approval: row.awaitsApproval,
  has_changes: row.hasChanges,
  is_archived: row.isArchived,
  segment_name: row.segmentName,
  page_name: row.pageName,
  scheduled_at: row.dueAt?.toISOString() ?? null,
  recipients: row.recipients,
  accepted: row.accepted,
  failed: row.failed,
  created_at: row.createdAt.toISOString(),
});

/** "cmp_12", and behind it what the list is sorted by. */
const cursorOf = ({ campaignId, sortKey }: CampaignListRow): string =>
  sortKey === '' ? formatId('cmp', campaignId) : `${formatId('cmp', campaignId)}~${sortKey}`;

function readCursor(text: string, sort: CampaignSort): { key: string; campaignId: number } {
  const [, id, key = ''] = /^(cmp_[1-9][0-9]{0,14})(?:~(.*))?$/s.exec(text) ?? [];
  const isBroken = sort === 'next_run' && key !== 'infinity' && Number.isNaN(Date.parse(key));
  if (id === undefined || isBroken)
    throw invalid('after', 'This is not the end of a page.', 'Send `next` of the page before, as it is.');
  return { key, campaignId: parseId('cmp', id) };
}
