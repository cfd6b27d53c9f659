// One event, many people: a business event, or a call of the API for the whole segment, starts a run of the campaign for
// everybody in its segment, with what happened as its data. Re-entry rules hold for the campaign as a whole.
import { sql } from 'kysely';
import { openOccurrence } from '../delivery/deliveries.ts';
import { execute, maybeOne, type Tx } from '../kit/db.ts';
import { notify } from '../kit/wake.ts';
import { CAMPAIGN_WORKER } from './campaign.workers.ts';
import { insertEntered, insertTurnedAway } from './entry.queries.ts';
import type { Candidate, DoorNeeds, TurnAway } from './trigger.admit.ts';
import { type LastTime, refuseRun } from './trigger.again.ts';
import { findDue } from './trigger.due.ts';
import { bigints } from './trigger.people.queries.ts';
import { nextOccurrence } from './trigger.start.ts';
import { lockDoors, type OpenWatcher, readDoorPlans } from './trigger.watchers.ts';

/**
 * Held until the transaction ends, and taken before their occurrences are, as by whoever pauses, stops or publishes: only one
 * at a time gives a campaign's runs their numbers.
 */
export async function lockCampaigns(tx: Tx, workspaceId: string, ids: Iterable<number>): Promise<void> {
  await execute(
    tx,
    sql`select from campaigns where workspace_id = ${workspaceId} and campaign_id = any(${bigints(ids)})
         order by campaign_id for no key update`,
  );
}

/**
 * Starts a run for each business event that may; in the order of the events. The campaigns are locked. Those refused beforehand are
 * recorded together: whoever sends thousands with a website's key takes nobody's time.
 */
export async function startRuns(tx: Tx, needs: DoorNeeds, candidates: readonly Candidate[]): Promise<void> {
  const turnedAway = candidates.flatMap((one) =>
    one.refused === undefined ? [] : [{ ...entryOf(one), outcome: one.refused }],
  );
  await insertTurnedAway(tx, needs.workspaceId, turnedAway, needs.now);
  for (const candidate of candidates.filter((one) => one.refused === undefined)) {
    const refused = await startRun(tx, needs, candidate);
    if (refused !== null && refused !== 'gone')
      await insertTurnedAway(tx, needs.workspaceId, [{ ...entryOf(candidate), outcome: refused }], needs.now);
  }
}

const entryOf = ({ watcher, profileId, eventId, name, attributes, happenedAt }: Candidate) => ({
  campaignId: watcher.campaignId,
  occurrence: watcher.door.occurrence,
  ...{ profileId, eventId, name, attributes, happenedAt },
});

async function startRun(tx: Tx, needs: DoorNeeds, candidate: Candidate): Promise<TurnAway | 'gone' | null> {
  const { watcher, attributes, happenedAt } = candidate;
  const run = await prepareRun(tx, needs, watcher, { attributes, happenedAt });
  if (typeof run === 'string') return run;
  await insertEntered(tx, needs.workspaceId, [{ ...entryOf(candidate), occurrence: run.occurrence }], {
    outcome: 'run_started',
    now: needs.now,
  });
  return null;
}

/**
 * Writes a run with what happened as its data. Returns its number, or why there is none. The campaign is locked; the run
 * starts with the next look of the worker of campaigns.
 */
export async function prepareRun(
  tx: Tx,
  needs: DoorNeeds,
  watcher: OpenWatcher,
  { attributes, happenedAt }: { attributes: Record<string, unknown>; happenedAt: Date },
): Promise<{ occurrence: number } | TurnAway | 'gone'> {
  const { workspaceId, now } = needs;
  const { campaignId, trigger, opensAt, closesAt, version } = watcher;
  const [open] = await lockDoors(tx, [watcher]);
  if (!open) return 'gone';
  if (open.door.isPaused) return 'paused';
  if ((opensAt !== null && happenedAt < opensAt) || (closesAt !== null && happenedAt >= closesAt))
    return 'not_live';
  const tooOften = refuseRun(trigger.reentry, await findLastRun(tx, watcher), happenedAt);
  if (tooOften !== null) return tooOften;
  const due = findDue(trigger.delay, {
    at: happenedAt,
    attributes,
    person: { attributes: {}, zone: trigger.time_zone },
  });
  if ('reason' in due) return due.reason;
  const { plan, filter } = (await readDoorPlans(tx, [open], needs.memory)).get(campaignId)!;
  const occurrence = await nextOccurrence(tx, watcher);
  await openOccurrence(tx, {
    ...{ workspaceId, campaignId, occurrence, version, plan, filter },
    data: attributes,
    dueAt: due.at < now ? now : due.at,
  });
  await execute(
    tx,
    sql`update occurrences set happened_at = ${happenedAt}
         where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${occurrence}`,
  );
  await notify(tx, CAMPAIGN_WORKER);
  return { occurrence };
}

function findLastRun(tx: Tx, { workspaceId, campaignId }: OpenWatcher): Promise<LastTime | undefined> {
  return maybeOne(
    tx,
    sql<LastTime>`
    select happened_at as "happenedAt", finished_at is null as "isUnderWay" from occurrences
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and happened_at is not null
     order by happened_at desc limit 1`,
  );
}
