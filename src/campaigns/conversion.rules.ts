// Which goals an event meets, and which of them still count so long after a message. Pure; the look into the ledger between
// the two is conversion.queries.ts.
import { HOUR_MS } from '../kit/clock.ts';
import { findValue } from '../segments/evaluate.attribute.ts';
import { isOfKind } from '../segments/evaluate.event.ts';
import type { Goal } from './goal.contract.ts';

/** Something a person did, as it stands in `events`. */
export interface NoticedEvent {
  eventId: number;
  profileId: number;
  name: string;
  occurredAt: Date;
  attributes: Record<string, unknown>;
}

/** The goals of one published version of a campaign, in their order. */
export interface VersionGoals {
  campaignId: number;
  version: number;
  goals: readonly Goal[];
}

/** An event that goals of a version are met by. */
export interface MetVersion {
  event: NoticedEvent;
  campaignId: number;
  version: number;
  met: MetGoal[];
  /** The longest window of these goals. */
  withinHours: number;
}

export interface MetGoal {
  /** Its place among the goals of the version. */
  goal: number;
  withinHours: number;
  /** Revenue; null: none was asked for, or the event carries no number. */
  value: number | null;
}

/** @param timeZone what days in conditions mean; "now" in them is when the event happened, however late it came. */
export function listMet(
  events: readonly NoticedEvent[],
  versions: readonly VersionGoals[],
  timeZone: string,
): MetVersion[] {
  return events.flatMap((event) =>
    versions.flatMap(({ campaignId, version, goals }) => {
      const met = goals.flatMap((goal, place) =>
        meets(event, goal, timeZone) ? [meet(event, goal, place)] : [],
      );
      if (met.length === 0) return [];
      return [
        { event, campaignId, version, met, withinHours: Math.max(...met.map((one) => one.withinHours)) },
      ];
    }),
  );
}

const meets = (event: NoticedEvent, goal: Goal, timeZone: string): boolean =>
  isOfKind(event, goal, { now: event.occurredAt, timeZone });

function meet(event: NoticedEvent, goal: Goal, place: number): MetGoal {
  const value = goal.revenue_attribute === null ? null : findValue(event.attributes, goal.revenue_attribute);
  return {
    goal: place,
    withinHours: goal.within_hours,
    value: typeof value === 'number' && Number.isFinite(value) ? value : null,
  };
}

/** Of the goals an event meets, those whose window was still open so long after the message. */
export const stillCounting = (met: readonly MetGoal[], afterMs: number): MetGoal[] =>
  met.filter(({ withinHours }) => afterMs <= withinHours * HOUR_MS);
