// How far a message came through the controls, as the ledger tells it: at the door when it was written, and again whenever it was
// about to leave. Pure.
import { MERGED_REASON } from '../profiles/merge.deliveries.ts';
import type { WhyDelivery } from './why.queries.ts';

/** In the order in which they are asked. (Caps and gap are asked together, and the one that is closed longest is named.) */
const DOOR = ['global_control_group', 'control_group', 'local_time', 'duplicates', 'audience_limit'] as const;
const GATE = ['throttle', 'expiry', 'winner', 'quiet_hours', 'per_person_limit', 'history'] as const;
export type DoorStage = (typeof DOOR)[number];
export type GateStage = (typeof GATE)[number];

const DOOR_REASONS: Readonly<Record<string, DoorStage>> = {
  global_control_group: 'global_control_group',
  control_group: 'control_group',
  local_time_passed: 'local_time',
  duplicate: 'duplicates',
  audience_limit: 'audience_limit',
};
const GATE_REASONS: Readonly<Record<string, GateStage>> = {
  expired: 'expiry',
  waits_for_winner: 'winner',
  quiet_hours: 'quiet_hours',
  per_person_limit: 'per_person_limit',
  frequency_cap: 'history',
  minimum_gap: 'history',
  waits_for_result: 'history',
};

/** It ended while nobody asked for it. */
const ENDED: ReadonlySet<string> = new Set([
  MERGED_REASON,
  'no_psid',
  'opted_out',
  'exit_event',
  'campaign_stopped',
  'hold_expired',
]);

export interface Course {
  /** What kept it out at the door: a control, or that they have no PSID, which is asked before; null: it came in. */
  door: DoorStage | 'no_psid' | null;
  /** Whether it was about to leave. ahead: it may still be. never: it ended before. */
  gate: 'asked' | 'ahead' | 'never';
  /** What stopped it then, or holds it; null: nothing did. */
  by: GateStage | null;
  holds: boolean;
  /** When that was asked, or would be. */
  at: Date;
}

export const keyOf = (reason: string | null): string => reason?.split(':')[0] ?? '';

export function courseOf(message: WhyDelivery, now: Date): Course {
  const { state, settledAt, heldAt } = message;
  const key = keyOf(message.reason);
  const gate = GATE_REASONS[key] ?? null;
  const through = { door: null, by: null, holds: false };
  switch (state) {
    case 'pending': {
      if (gate !== null) return { ...through, gate: 'asked', by: gate, holds: true, at: now };
      return { ...through, gate: 'ahead', at: message.dueAt > now ? message.dueAt : now };
    }
    case 'skipped': {
      const at = settledAt ?? now;
      const door = doorOf(message, key);
      if (door !== null) return { ...through, door, gate: 'never', at };
      if (gate !== null) return { ...through, gate: 'asked', by: gate, at };
      if (!ENDED.has(key)) return { ...through, gate: 'asked', at };
      const askedAt = message.calledAt ?? heldAt;
      return { ...through, gate: askedAt === null ? 'never' : 'asked', at: askedAt ?? at };
    }
    default:
      // Every other state is behind the gate.
      return { ...through, gate: 'asked', at: message.calledAt ?? heldAt ?? settledAt ?? now };
  }
}

/** It is due, and nothing but the messages before it holds it. */
export const isWaitingForTurn = (message: WhyDelivery | null, now: Date): boolean =>
  message !== null && message.dueAt <= now && courseOf(message, now).gate === 'ahead';

function doorOf({ attempts, hasPsid }: WhyDelivery, key: string): Course['door'] {
  if (attempts > 0) return null;
  return key === 'no_psid' && !hasPsid ? 'no_psid' : (DOOR_REASONS[key] ?? null);
}

/** What became of one control. forecast: nothing is decided. */
export type Stand = 'passed' | 'stopped' | 'holding' | 'not_asked' | 'forecast';

/** @param course null: of a message that nobody has written yet */
export function standAtDoor(course: Course | null, stage: DoorStage): Stand {
  if (course === null) return 'forecast';
  if (course.door === null) return 'passed';
  return course.door === 'no_psid' ? 'not_asked' : compare(DOOR, stage, course.door, 'stopped');
}

export function standAtGate(course: Course | null, stage: GateStage): Stand {
  if (course === null) return 'forecast';
  if (course.door !== null || course.gate === 'never') return 'not_asked';
  if (course.gate === 'ahead') return 'forecast';
  if (course.by === null) return 'passed';
  return compare(GATE, stage, course.by, course.holds ? 'holding' : 'stopped');
}

function compare<Stage>(order: readonly Stage[], stage: Stage, by: Stage, verdict: Stand): Stand {
  const [place, end] = [order.indexOf(stage), order.indexOf(by)];
  if (place === end) return verdict;
  return place < end ? 'passed' : 'not_asked';
}
