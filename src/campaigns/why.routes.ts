// "Why (not) me?" over HTTP.
import type { FastifyInstance } from 'fastify';
import { explainReason, explainWait } from '../delivery/reasons.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { getDetails } from '../profiles/person.queries.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { explainOutcome } from './entry.outcomes.ts';
import { type PersonCampaign, whyRoutes as routes } from './why.contract.ts';
import { listPersonCampaigns, type PersonCampaignRow } from './why.person.queries.ts';
import { explainWhy } from './why.ts';

export function registerWhyRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  serveEndpoint(app, routes.why, ({ params, actor }) =>
    explainWhy(needs, actor, { campaignId: parseId('cmp', params.id), personId: params.person_id }),
  );
  serveEndpoint(app, routes.ofPerson, async ({ params, query, actor }) => {
    const { workspaceId } = actor;
    const { profile_id: profileId } = await getDetails(needs.db, workspaceId, params.id);
    const [atMs, campaignId] = query.after?.split('_').map(Number) ?? [];
    const after = atMs === undefined || campaignId === undefined ? null : { atMs, campaignId };
    const page = { after, limit: query.limit + 1 };
    const rows = await listPersonCampaigns(needs.db, { workspaceId, profileId }, page);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    return {
      campaigns: shown.map(viewRow),
      next: rows.length > shown.length && last ? `${last.at.getTime()}_${last.campaignId}` : null,
    };
  });
}

const viewRow = (row: PersonCampaignRow): PersonCampaign => ({
  campaign_id: formatId('cmp', row.campaignId),
  name: row.name,
  state: row.state,
  ...becameOf(row),
  at: row.at.toISOString(),
  messages: row.messages,
  accepted: row.accepted,
});

function becameOf({
  lastState,
  lastReason,
  lastOutcome,
}: PersonCampaignRow): Pick<PersonCampaign, 'outcome' | 'title'> {
  switch (lastState) {
    case null:
      return { outcome: 'out', title: explainOutcome(lastOutcome ?? 'entered') };
    case 'accepted':
      return { outcome: 'got', title: 'Sent' };
    case 'failed':
    case 'skipped':
      return {
        outcome: lastState === 'failed' ? 'failed' : 'left_out',
        title: explainReason(lastReason ?? 'unknown_outcome').title,
      };
    case 'held':
      return { outcome: 'waits', title: 'Waits until they write' };
    default:
      return {
        outcome: 'waits',
        title: lastReason === null ? 'Waits for its turn' : explainWait(lastReason),
      };
  }
}
