// Campaigns that wait, over HTTP: a call that starts messages, and who came in or was turned away.
import type { FastifyInstance } from 'fastify';
import type { Actor } from '../kit/http/actor.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { listHidden } from '../profiles/sensitive.ts';
import { getCampaign } from './campaigns.ts';
import { entryRoutes } from './entry.contract.ts';
import {
  countOutcomes,
  type EntryRow,
  listCampaignEntries,
  listPersonEntries,
} from './entry.list.queries.ts';
import { explainOutcome } from './entry.outcomes.ts';
import { triggerCallRoutes } from './trigger-call.contract.ts';
import { type CallNeeds, triggerCampaign } from './trigger-calls.ts';

export function registerTriggerRoutes(app: FastifyInstance, needs: CallNeeds): void {
  const { db } = needs;
  /** Then rows that hold but whole names show none. */
  const areNamesHidden = async (actor: Actor): Promise<boolean> => {
    const hidden = await listHidden(db, actor);
    return ['name', 'first_name', 'last_name'].some((name) => hidden.has(name));
  };

  serveEndpoint(app, triggerCallRoutes.trigger, ({ params, body, actor: { workspaceId } }) =>
    triggerCampaign(needs, { workspaceId, campaignId: parseId('cmp', params.id) }, body),
  );

  serveEndpoint(app, entryRoutes.ofCampaign, async ({ params, query, actor }) => {
    const { workspaceId } = actor;
    const campaignId = parseId('cmp', params.id);
    await getCampaign(db, workspaceId, campaignId);
    const { run = null, version = null } = query;
    const rows = await listCampaignEntries(db, { workspaceId, campaignId, run, version }, toPage(query));
    return show(rows, query.limit, await areNamesHidden(actor));
  });

  serveEndpoint(app, entryRoutes.outcomes, async ({ params, actor: { workspaceId } }) => {
    const campaignId = parseId('cmp', params.id);
    await getCampaign(db, workspaceId, campaignId);
    const counts = await countOutcomes(db, workspaceId, campaignId);
    return {
      outcomes: counts.map(({ outcome, people }) => ({
        outcome,
        explanation: explainOutcome(outcome),
        people,
      })),
    };
  });

  serveEndpoint(app, entryRoutes.ofPerson, async ({ params, query, actor }) => {
    const of = { workspaceId: actor.workspaceId, profileId: parseId('prf', params.id) };
    const rows = await listPersonEntries(db, of, toPage(query));
    return show(rows, query.limit, await areNamesHidden(actor));
  });
}

interface Query {
  outcome?: EntryRow['outcome'] | undefined;
  after?: string | undefined;
  limit: number;
}

/** One more than is shown tells whether there are more. */
const toPage = ({ outcome, after, limit }: Query) => ({
  outcome: outcome ?? null,
  after: after === undefined ? null : Number(after),
  limit: limit + 1,
});

function show(rows: readonly EntryRow[], limit: number, isNameless: boolean) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    entries: shown.map((row) => ({
      campaign_id: formatId('cmp', row.campaignId),
      campaign_name: row.campaignName,
      run: row.occurrence,
      person_id: formatId('prf', row.profileId),
      person_name: isNameless ? null : row.personName,
      customer_id: row.customerId,
      name: row.name,
      happened_at: row.happenedAt.toISOString(),
      entered_at: row.enteredAt.toISOString(),
      outcome: row.outcome,
      explanation: explainOutcome(row.outcome),
      times: row.times,
      delivery_id: row.deliveryId === null ? null : formatId('dlv', row.deliveryId),
      due_at: row.dueAt?.toISOString() ?? null,
    })),
    next: rows.length > limit && last ? String(last.entryId) : null,
  };
}
