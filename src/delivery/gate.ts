// The last controls before a message leaves, asked for a whole batch: expiry, the wait for a winner, quiet hours, limits, caps and
// gaps. What people have had is one query for those who are under such a rule, and none for a batch without rules.
import { addMs, SECOND_MS } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { rememberFor } from '../kit/remember-for.ts';
import { readZone } from '../kit/zoned-time.ts';
import type { DueDelivery, RunningOccurrence } from './due.queries.ts';
import { listHad } from './gate.queries.ts';
import {
  EVER_MS,
  type GateRules,
  gateRulesOf,
  type Had,
  inTurn,
  isExpired,
  type Judged,
  judgeHistory,
} from './gate.rules.ts';
import type { InHand, Watch } from './in-hand.ts';
import type { LaneKey } from './lane.queries.ts';
import { createQuietMemory } from './quiet-hours.ts';
import { readSendingRules, type WorkspaceRules } from './sending-rules.ts';
import type { Settlement } from './settlement.ts';

/** Of a delivery and its person. */
export interface Asked {
  delivery: DueDelivery;
  of: RunningOccurrence;
  attributes: Record<string, unknown>;
}

export type GateVerdict =
  /**
   * `before`: what has not left by then is judged again; null: no such time. `guard`: what is looked at once more when the call
   * has begun; null: nothing.
   */
  | { kind: 'pass'; before: Date | null; guard: Guard | null }
  | {
      kind: 'stop';
      settlement: Pick<Settlement, 'state' | 'reason'> & Partial<Pick<Settlement, 'dueAt' | 'expiresAt'>>;
    };

/** A message that was let through by what its person had had. */
export interface Guard {
  delivery: DueDelivery;
  rules: GateRules;
}

export interface Gate {
  /** As they are, at most a moment ago. */
  rules(): Promise<WorkspaceRules>;
  /** One verdict for each, in their order; whoever passes counts for the others from then on. */
  judge(asked: readonly Asked[], now: Date): Promise<GateVerdict[]>;
  /**
   * Ids of deliveries whose calls have begun and must not be made: another lane has begun a message to the same person since they
   * were judged. Both are written as begun before either looks, so that at least one of them sees the other.
   */
  recheck(guards: readonly Guard[], now: Date): Promise<Set<number>>;
}

/** A change of the workspace's rules counts after this time at the latest. */
const RULES_HOLD_MS = 1_500;
/** How soon who waits for a winner looks again when nobody wakes them. */
const WINNER_AGAIN_MS = 15 * SECOND_MS;

export function createGate({ db }: { db: Db }, { workspaceId }: LaneKey, inHand: InHand): Gate {
  const rules = rememberFor(() => readSendingRules(db, workspaceId), RULES_HOLD_MS);
  const quietAt = createQuietMemory();

  const judgeTime = (of: Ruled, workspace: WorkspaceRules, now: Date): GateVerdict => {
    const { delivery, attributes, of: occurrence } = of;
    const { expiresAt, dueAt } = delivery;
    if (isExpired(expiresAt, now)) return skipped('expired');
    if (waitsForWinner(delivery, occurrence)) {
      const next = addMs(now, WINNER_AGAIN_MS);
      const until =
        occurrence.winnerDueAt !== null && occurrence.winnerDueAt > now ? occurrence.winnerDueAt : next;
      return waiting('waits_for_winner', inTurn(until, dueAt, now), null);
    }
    const { quietHours } = of.rules;
    if (quietHours === null) return { kind: 'pass', before: expiresAt, guard: null };
    const zone = readZone(attributes[workspace.time_zone_attribute]) ?? workspace.timeZone;
    const { isQuiet, until } = quietAt(quietHours, zone, now);
    if (!isQuiet) return { kind: 'pass', before: soonest(until, expiresAt), guard: null };
    const isTooLate = expiresAt !== null && until >= expiresAt;
    if (quietHours.action === 'drop' || isTooLate) return skipped('quiet_hours');
    return waiting('quiet_hours', inTurn(until, dueAt, now), null);
  };

  return {
    rules,
    async judge(asked, now) {
      const workspace = await rules();
      const ruled = withRules(asked, workspace);
      const verdicts = ruled.map((one) => judgeTime(one, workspace, now));
      const limited = ruled.filter(
        (one, index) => one.rules.lookBackMs > 0 && verdicts[index]?.kind === 'pass',
      );
      const watch = inHand.watch();
      try {
        const had = limited.length === 0 ? NOBODY : await readHad(db, workspaceId, limited, now);
        return verdicts.map((verdict, index) => {
          const one = ruled[index];
          if (verdict.kind !== 'pass' || one === undefined) return verdict;
          const isLimited = one.rules.lookBackMs > 0;
          const final = isLimited ? judgePast(one, had, now, watch) : PASS;
          if (final.kind === 'skip') return skipped(final.reason);
          if (final.kind === 'wait') return waiting(final.reason, final.until, final.expiresAt ?? null);
          inHand.pass({ ...one.delivery, tags: one.rules.tags, isOutside: one.rules.isOutside });
          return isLimited ? { ...verdict, guard: one } : verdict;
        });
      } finally {
        watch.end();
      }
    },
    async recheck(guards, now) {
      if (guards.length === 0) return new Set();
      const had = await readHad(db, workspaceId, guards, now);
      const closed = guards.filter((guard) => judgePast(guard, had, now).kind !== 'pass');
      return new Set(closed.map(({ delivery }) => delivery.deliveryId));
    },
  };
}

interface Ruled extends Asked {
  rules: GateRules;
}

/** The rules of each run, made once. */
function withRules(asked: readonly Asked[], workspace: WorkspaceRules): Ruled[] {
  const made = new Map<RunningOccurrence, GateRules>();
  return asked.map((one) => {
    const rules = made.get(one.of) ?? gateRulesOf(one.of, workspace);
    made.set(one.of, rules);
    return { ...one, rules };
  });
}

/** Who has no variant gets the one that won, once there is one. */
const waitsForWinner = ({ variant }: DueDelivery, { plan, winner }: RunningOccurrence): boolean =>
  variant === null && winner === null && plan.experiment?.winner != null;

type History = ReadonlyMap<number, readonly (Had & { deliveryId: number })[]>;
const NOBODY: History = new Map();

async function readHad(db: Db, workspaceId: string, limited: readonly Guard[], now: Date): Promise<History> {
  const ever = limited.filter(({ rules }) => rules.lookBackMs === EVER_MS);
  const longest = Math.max(
    0,
    ...limited.flatMap(({ rules }) => [rules.gapMs, ...rules.caps.map(({ ms }) => ms)]),
  );
  const rows = await listHad(db, workspaceId, {
    profileIds: [...new Set(limited.map(({ delivery }) => delivery.profileId))],
    since: addMs(now, -longest),
    ever: [...new Set(ever.map(({ rules }) => rules.campaignId))],
  });
  return Map.groupBy(rows, (row) => row.profileId);
}

/** By what stands in the ledger, and what this lane has let through since. */
function judgePast({ delivery, rules }: Guard, had: History, now: Date, watch?: Watch): Judged {
  const { profileId, deliveryId, expiresAt } = delivery;
  const known = (had.get(profileId) ?? []).filter((one) => one.deliveryId !== deliveryId);
  const ids = new Set(known.map((one) => one.deliveryId));
  const inHand = (watch?.othersOf(profileId, deliveryId) ?? []).filter((one) => !ids.has(one.deliveryId));
  return judgeHistory(rules, [...known, ...inHand.map((one) => ({ ...one, acceptedAt: null }))], {
    now,
    expiresAt,
  });
}

const soonest = (one: Date, other: Date | null): Date => (other === null || one < other ? one : other);
const PASS: Judged = { kind: 'pass' };
const skipped = (reason: string): GateVerdict => ({
  kind: 'stop',
  settlement: { state: 'skipped', reason },
});
const waiting = (reason: string, dueAt: Date, expiresAt: Date | null): GateVerdict => ({
  kind: 'stop',
  settlement: { state: 'pending', reason, dueAt, expiresAt },
});
