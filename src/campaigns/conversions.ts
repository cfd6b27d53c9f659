// Conversions: what people did after a message, by the goals its campaign was published with. Called for the events that
// campaigns wait for, in the transaction that takes them.
import { addMs, DAY_MS, SECOND_MS } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import {
  type Cause,
  getTimeZone,
  insertConversions,
  insertWaits,
  listCauses,
  listGoalsOf,
  listWatchedGoals,
  type NewConversion,
  type StoredGoals,
  type TakenWait,
  takeWaits,
} from './conversion.queries.ts';
import {
  listMet,
  type MetVersion,
  type NoticedEvent,
  stillCounting,
  type VersionGoals,
} from './conversion.rules.ts';
import { goal } from './goal.contract.ts';

export type { NoticedEvent } from './conversion.rules.ts';

/** By then a call without an answer has been settled, or never will be. */
const WAIT_MS = DAY_MS;
const LOOK_AGAIN_MS = 10 * SECOND_MS;

/**
 * Records what the events count for. An event counts once for a campaign: for the latest message the person had of it before
 * (or for being left out of it for comparison), when the version of that message has a goal the event meets in time; then for
 * each such goal; of whoever was let in and sent nothing beside that, for the comparison alone. While a call of the campaign to the person has no answer, that cannot be told, and the event waits. Events may
 * come in any order, late, and be handed in twice.
 */
export async function recordConversions(
  tx: Tx,
  workspaceId: string,
  events: readonly NoticedEvent[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return;
  const names = [...new Set(events.map((event) => event.name))];
  const stored = await listWatchedGoals(tx, workspaceId, names);
  if (stored.length === 0) return;
  const met = listMet(events, stored.map(readGoals), await getTimeZone(tx, workspaceId));
  const until = addMs(now, WAIT_MS);
  await recordMet(tx, workspaceId, { met, now, untilOf: () => until });
}

/** Looks again at events that waited for a call's answer, `limit` at most. Returns how many there were. */
export async function settleWaits(tx: Tx, now: Date, limit: number): Promise<number> {
  const waits = await takeWaits(tx, { now, limit });
  for (const [workspaceId, group] of Map.groupBy(waits, (wait) => wait.workspaceId))
    await settleGroup(tx, workspaceId, group, now);
  return waits.length;
}

async function settleGroup(tx: Tx, workspaceId: string, waits: TakenWait[], now: Date): Promise<void> {
  const stored = await listGoalsOf(tx, workspaceId, [...new Set(waits.map((wait) => wait.campaignId))]);
  const timeZone = await getTimeZone(tx, workspaceId);
  const until = new Map(waits.map((wait) => [keyOf(wait.eventId, wait.campaignId), wait.until]));
  const events = new Map(waits.map((wait) => [wait.eventId, wait]));
  const met = listMet([...events.values()], stored.map(readGoals), timeZone);
  await recordMet(tx, workspaceId, {
    met: met.filter((one) => until.has(keyOf(one.event.eventId, one.campaignId))),
    now,
    untilOf: (eventId, campaignId) => until.get(keyOf(eventId, campaignId)) ?? now,
  });
}

const keyOf = (eventId: number, campaignId: number): string => `${eventId}/${campaignId}`;

interface Meeting {
  met: readonly MetVersion[];
  now: Date;
  /** How long the event may wait for an answer of the campaign's call. */
  untilOf: (eventId: number, campaignId: number) => Date;
}

async function recordMet(tx: Tx, workspaceId: string, { met, now, untilOf }: Meeting): Promise<void> {
  if (met.length === 0) return;
  const asked = met.map((one) => ({ ...one, waits: untilOf(one.event.eventId, one.campaignId) > now }));
  const causes = await listCauses(tx, workspaceId, asked);
  const waits = causes
    .filter(({ isOpen }) => isOpen)
    .map(({ eventId, campaignId }) => ({
      eventId,
      campaignId,
      lookAt: addMs(now, LOOK_AGAIN_MS),
      until: untilOf(eventId, campaignId),
    }));
  await insertWaits(tx, workspaceId, waits);
  const waiting = new Set(waits.map((wait) => keyOf(wait.eventId, wait.campaignId)));
  const known = causes.filter((cause) => !waiting.has(keyOf(cause.eventId, cause.campaignId)));
  await insertConversions(tx, workspaceId, listConversions(known, met));
}

const listConversions = (causes: readonly Cause[], met: readonly MetVersion[]): NewConversion[] => {
  const metOf = new Map(met.map((one) => [versionKey(one.event.eventId, one.campaignId, one.version), one]));
  return causes.flatMap(({ version, isOpen: _, afterMs, ...cause }) => {
    const found = metOf.get(versionKey(cause.eventId, cause.campaignId, version));
    if (!found) return [];
    const when = { at: found.event.occurredAt, afterSeconds: Math.round(afterMs / SECOND_MS) };
    return stillCounting(found.met, afterMs).map(({ goal: place, value }) => ({
      ...cause,
      ...when,
      goal: place,
      value,
    }));
  });
};

const versionKey = (eventId: number, campaignId: number, version: number): string =>
  `${eventId}/${campaignId}/${version}`;

const readGoals = ({ goals, ...of }: StoredGoals): VersionGoals => ({
  ...of,
  goals: goal.array().parse(goals),
});
