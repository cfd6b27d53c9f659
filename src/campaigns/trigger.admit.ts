// The door: everybody who comes to a campaign that waits for what people do is let in, with a row of the ledger, or turned away
// with the reason. The caller holds the triggers of the workspace, so that nobody is let in twice at once.
import { enqueueBatches } from '../delivery/enqueue.alike.ts';
import { laneTopic } from '../delivery/lane.queries.ts';
import { readSendingRules } from '../delivery/sending-rules.ts';
import type { Tx } from '../kit/db.ts';
import { notify } from '../kit/wake.ts';
import { readZone } from '../kit/zoned-time.ts';
import type { EntryOutcome } from './entry.outcomes.ts';
import { insertEntered, insertTurnedAway, type NewEntry } from './entry.queries.ts';
import { isTooOften, refuseAgain, type Visits } from './trigger.again.ts';
import { findDue } from './trigger.due.ts';
import { findInSegments } from './trigger.filter.ts';
import { isAnyOf } from './trigger.match.ts';
import { countVisits, findLastTimes, listDone, pairKey, readAttributes } from './trigger.people.queries.ts';
import {
  type DoorPlan,
  lockDoors,
  type OpenWatcher,
  readDoorPlans,
  type TriggerMemory,
} from './trigger.watchers.ts';

/** Somebody at a door, by what they did or what a caller says. */
export interface Candidate {
  watcher: OpenWatcher;
  profileId: number;
  /** null: a call of the API. */
  eventId: number | null;
  name: string;
  attributes: Record<string, unknown>;
  happenedAt: Date;
  /** Why they are turned away, when that was decided before. */
  refused?: TurnAway;
}

export type TurnAway = Exclude<EntryOutcome, 'entered' | 'run_started'>;

export interface Answer {
  outcome: 'entered' | TurnAway | 'gone';
  entryId: number | null;
  /** Of the row of the ledger; null: none was written. */
  state: 'pending' | 'skipped' | null;
  reason: string | null;
}

export interface DoorNeeds {
  workspaceId: string;
  now: Date;
  memory: TriggerMemory;
}

/**
 * Lets people in, in the order of the candidates. Nobody is recorded at a door that was closed in between, or who is erased:
 * gone. A campaign's own fault (a filter PostgreSQL refuses) throws `CampaignFault`.
 */
export async function admit(tx: Tx, needs: DoorNeeds, candidates: readonly Candidate[]): Promise<Answer[]> {
  if (candidates.length === 0) return [];
  const open = await lockDoors(tx, distinctWatchers(candidates));
  const watchers = new Map(open.map((one) => [one.campaignId, one]));
  const plans = await readDoorPlans(tx, open, needs.memory);
  const judged = await judge(tx, needs, { candidates, watchers, plans });
  const turnedAway = judged.flatMap(({ candidate, verdict }) =>
    'refused' in verdict && verdict.refused !== 'gone'
      ? [{ ...toEntry(candidate), outcome: verdict.refused }]
      : [],
  );
  await insertTurnedAway(tx, needs.workspaceId, turnedAway, needs.now);
  const answers = await letIn(tx, needs, { judged, plans });
  return judged.map(({ verdict }, place) =>
    'refused' in verdict
      ? { outcome: verdict.refused, entryId: null, state: null, reason: null }
      : answers.get(place)!,
  );
}

const distinctWatchers = (candidates: readonly Candidate[]): OpenWatcher[] => [
  ...new Map(candidates.map(({ watcher }) => [watcher.campaignId, watcher])).values(),
];

const toEntry = ({ watcher, profileId, eventId, name, attributes, happenedAt }: Candidate): NewEntry => ({
  campaignId: watcher.campaignId,
  occurrence: watcher.door.occurrence,
  ...{ profileId, eventId, name, attributes, happenedAt },
});

type Verdict = { dueAt: Date } | { refused: TurnAway | 'gone' };

interface Judged {
  candidate: Candidate;
  verdict: Verdict;
}

interface Doors {
  candidates: readonly Candidate[];
  /** Those that are still open. */
  watchers: ReadonlyMap<number, OpenWatcher>;
  plans: ReadonlyMap<number, DoorPlan>;
}

async function judge(tx: Tx, needs: DoorNeeds, { candidates, watchers, plans }: Doors): Promise<Judged[]> {
  const { workspaceId } = needs;
  const rules = await readSendingRules(tx, workspaceId);
  const names = attributesOf(candidates, rules.time_zone_attribute);
  const profileIds = new Set(candidates.map((one) => one.profileId));
  const people = await readAttributes(tx, workspaceId, profileIds, names);
  const live = candidates.filter((one) => people.has(one.profileId) && refuseDoor(one, watchers) === null);
  const members = await findInSegments(tx, needs, live, plans);
  const limited = live.filter(({ watcher }) => watcher.trigger.reentry.kind !== 'always');
  const lastTimes = await findLastTimes(tx, workspaceId, limited.map(toPair));
  const visits = await countVisits(tx, needs, live.filter(isLimited).map(toPair));
  const done = await findDone(tx, workspaceId, live);
  return candidates.map((candidate): Judged => {
    const { watcher, profileId, happenedAt } = candidate;
    const { trigger } = watcher;
    const attributes = people.get(profileId);
    if (attributes === undefined) return { candidate, verdict: { refused: 'gone' } };
    const refused = refuseDoor(candidate, watchers);
    if (refused !== null) return { candidate, verdict: { refused } };
    const key = pairKey(watcher.campaignId, profileId);
    if (!members.has(key)) return { candidate, verdict: { refused: 'not_in_segment' } };
    const again = refuseAgain(trigger.reentry, lastTimes.get(key), happenedAt);
    if (again !== null) return { candidate, verdict: { refused: again } };
    if (isLimited(candidate) && isTooOften(visits.get(key) ?? NO_VISITS))
      return { candidate, verdict: { refused: 'too_often' } };
    const zone = readZone(attributes[rules.time_zone_attribute]) ?? rules.timeZone;
    const due = findDue(trigger.delay, {
      at: happenedAt,
      attributes: candidate.attributes,
      person: { attributes, zone },
    });
    if ('reason' in due) return { candidate, verdict: { refused: due.reason } };
    // One whose time is over leaves now.
    const leavesAt = due.at > needs.now ? due.at : needs.now;
    const isPointless = (done.get(profileId) ?? []).some(
      (event) =>
        event.occurredAt > happenedAt &&
        event.occurredAt < leavesAt &&
        isAnyOf(event, trigger.unless, rules.timeZone),
    );
    if (isPointless) return { candidate, verdict: { refused: 'exit_event' } };
    // Of several of one batch, the later ones find that this one came in. Its message counts as under way until it is written.
    const before = lastTimes.get(key)?.happenedAt ?? happenedAt;
    lastTimes.set(key, { happenedAt: before > happenedAt ? before : happenedAt, isUnderWay: true });
    const { lately, today } = visits.get(key) ?? NO_VISITS;
    visits.set(key, { lately: lately + 1, today: today + 1 });
    return { candidate, verdict: { dueAt: due.at } };
  });
}

const NO_VISITS: Visits = { lately: 0, today: 0 };

/** By what they did; whoever is named by a call of the API, or writes to the Page, is limited elsewhere (trigger.again.ts). */
const isLimited = ({ watcher, eventId }: Candidate): boolean =>
  eventId !== null && watcher.type !== 'conversation' && watcher.trigger.reentry.kind !== 'never';

const toPair = ({ watcher, profileId }: Candidate) => ({ campaignId: watcher.campaignId, profileId });

/** By the door alone. */
function refuseDoor(
  { watcher, happenedAt, refused }: Candidate,
  open: ReadonlyMap<number, OpenWatcher>,
): TurnAway | 'gone' | null {
  const door = open.get(watcher.campaignId)?.door;
  if (!door) return 'gone';
  if (door.isPaused) return 'paused';
  const { opensAt, closesAt } = watcher;
  if ((opensAt !== null && happenedAt < opensAt) || (closesAt !== null && happenedAt >= closesAt))
    return 'not_live';
  return refused ?? null;
}

/** What delays are counted from, and by whose clock. */
function attributesOf(candidates: readonly Candidate[], zoneAttribute: string): string[] {
  const delays = distinctWatchers(candidates).map(({ trigger }) => trigger.delay);
  return [
    ...new Set(
      delays.flatMap((delay) => {
        if (delay.kind !== 'date') return [];
        return delay.of === 'person' ? [zoneAttribute, delay.attribute.split('.')[0]!] : [zoneAttribute];
      }),
    ),
  ];
}

/** What people did since, of what would make their message pointless. */
async function findDone(tx: Tx, workspaceId: string, live: readonly Candidate[]) {
  const waiting = live.filter(({ watcher: { trigger } }) => trigger.unless.length > 0);
  if (waiting.length === 0) return new Map<number, never[]>();
  return listDone(tx, workspaceId, {
    profileIds: new Set(waiting.map((one) => one.profileId)),
    names: [...new Set(waiting.flatMap(({ watcher }) => watcher.trigger.unless.map(({ event }) => event)))],
    after: new Date(Math.min(...waiting.map(({ happenedAt }) => happenedAt.getTime()))),
  });
}

/** Writes entries and rows of the ledger, campaign by campaign. By place of the candidate. */
async function letIn(
  tx: Tx,
  { workspaceId, now }: DoorNeeds,
  { judged, plans }: { judged: readonly Judged[]; plans: Doors['plans'] },
): Promise<Map<number, Answer>> {
  const entering = [...judged.entries()].flatMap(([place, { candidate, verdict }]) =>
    'dueAt' in verdict ? [{ place, candidate, dueAt: verdict.dueAt }] : [],
  );
  const ids = await insertEntered(
    tx,
    workspaceId,
    entering.map(({ candidate }) => toEntry(candidate)),
    { outcome: 'entered', now },
  );
  const entered = entering.map((one, index) => ({ ...one, entryId: ids[index]! }));
  const batches = [...Map.groupBy(entered, ({ candidate }) => candidate.watcher)].map(([watcher, of]) => ({
    ...{ workspaceId, now, campaignId: watcher.campaignId },
    plan: plans.get(watcher.campaignId)!.plan,
    ...{ occurrence: watcher.door.occurrence, laneId: watcher.door.laneId },
    entries: of.map(({ entryId, candidate: { profileId }, dueAt }) => ({ entryId, profileId, dueAt })),
  }));
  const written = await enqueueBatches(tx, batches);
  for (const laneId of new Set(batches.map((batch) => batch.laneId)))
    await notify(tx, laneTopic({ workspaceId, laneId }));
  return new Map(
    entered.map(({ place, entryId }) => {
      const { state, reason } = written.get(entryId) ?? { state: 'skipped', reason: 'person_gone' };
      return [place, { outcome: 'entered', entryId, state, reason }];
    }),
  );
}
