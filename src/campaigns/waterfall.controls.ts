// What controls take out of a waterfall. Control groups are told to the person, because lots are always the same; people with
// the same value and those beyond a limit are estimated, in proportion among all others, because lots fall only in the run.
import { type RawBuilder, sql } from 'kysely';
import { type Admission, groupOf, LOCAL_TIME_GRACE_MS, needsWindow } from '../delivery/enqueue.judge.ts';
import { countRoom, foldedValue, isLimited } from '../delivery/enqueue.limits.ts';
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import { readSendingRules } from '../delivery/sending-rules.ts';
import type { Db } from '../kit/db.ts';
import { many, one } from '../kit/db.ts';
import { compileFilter } from '../segments/compile.ts';
import { withinTime } from '../segments/counting.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { prepareFilter } from '../segments/scope.ts';
import type { StandingCount } from './waterfall.queries.ts';
import type { LocalTurn } from './waterfall.zones.ts';

export interface ControlledRun {
  workspaceId: string;
  /** 0: not saved yet, so that its own control group is another one of the same size. */
  campaignId: number;
  plan: DeliveryPlan;
  filter: GroupFilter;
  now: Date;
}

const COUNT_TIMEOUT_MS = 15_000;

const admissionOf = ({ workspaceId, campaignId, plan, now }: ControlledRun): Admission => ({
  ...{ workspaceId, campaignId, plan, now },
  occurrence: 0,
  laneId: '',
});

/** The control group that the person `profile_id` is in, or null, as SQL; `key` is equal where it says the same. */
export async function findGroups(
  db: Db,
  of: ControlledRun,
): Promise<{ groupOf: RawBuilder<unknown>; key: unknown }> {
  const { global_control_percent } = await readSendingRules(db, of.workspaceId);
  const { control_group_percent, use_global_control } = of.plan.controls;
  return {
    groupOf: groupOf(admissionOf(of), global_control_percent),
    key: [of.campaignId, control_group_percent, use_global_control && global_control_percent],
  };
}

/** The people of another address than Messenger's, by the control group they are in: all alike otherwise. */
export function countCalled(db: Db, of: ControlledRun): Promise<StandingCount[]> {
  const { workspaceId, filter, now } = of;
  return withinTime(db, COUNT_TIMEOUT_MS, async (tx) => {
    const { groupOf } = await findGroups(tx, of);
    const prepared = await prepareFilter(tx, workspaceId, filter, { now, reach: 'everybody' });
    const rows = await many(
      tx,
      sql<{ leftOut: string | null; people: number }>`
      select ${groupOf} as "leftOut", count(*) as people from profiles p
       where p.workspace_id = ${workspaceId} and (${compileFilter(prepared.filter, prepared.scope)}) group by 1`,
    );
    return rows.map((row) => ({ ...ALIKE, ...row }));
  });
}

const ALIKE = { hasPsid: true, blocked: false, optedOut: false, minutes: null, languages: [] };

/** Of the people in the segment, the share who are there with somebody else's value; 0 without such a rule. */
export async function findDuplicateShare(db: Db, of: ControlledRun): Promise<number> {
  const { plan, workspaceId, filter, now } = of;
  const attribute = plan.controls.dedupe_attribute;
  if (attribute === null) return 0;
  const { people, single } = await withinTime(db, COUNT_TIMEOUT_MS, async (tx) => {
    const prepared = await prepareFilter(tx, workspaceId, filter, { now, reach: 'everybody' });
    return one(
      tx,
      sql<{ people: number; single: number }>`
      select count(*) as people, count(distinct nullif(value, '')) + count(*) filter (where coalesce(value, '') = '') as single
        from (select ${foldedValue(sql`p.attributes ->> ${attribute}`)} as value from profiles p
               where p.workspace_id = ${workspaceId} and (${compileFilter(prepared.filter, prepared.scope)})) who`,
    );
  });
  return people === 0 ? 0 : (people - single) / people;
}

/** How many more it may let in now; null: no limit. */
export async function findRoom(db: Db, of: ControlledRun): Promise<number | null> {
  return isLimited(of.plan.controls) ? countRoom(db, admissionOf(of)) : null;
}

const isIn = ({ hasPsid, leftOut }: StandingCount): boolean => hasPsid && leftOut === null;

const sumOf = (counts: readonly StandingCount[]): number =>
  counts.reduce((sum, { people }) => sum + people, 0);

/** The same people, of whom so many of those who are in are left out for the reason; of every kind `among` them in proportion. */
export function leaveOut(
  counts: readonly StandingCount[],
  people: number,
  reason: string,
  among: (one: StandingCount) => boolean = isIn,
): StandingCount[] {
  const all = sumOf(counts.filter(among));
  const share = all === 0 ? 0 : Math.min(1, people / all);
  let [seen, left] = [0, 0];
  return counts.flatMap((one) => {
    if (!among(one)) return [one];
    seen += one.people;
    // Rounded over all so far, so that the parts add up to the whole.
    const here = Math.round(seen * share) - left;
    left += here;
    const [stay, go] = [
      { ...one, people: one.people - here },
      { ...one, people: here, leftOut: reason },
    ];
    return [stay, go].filter((part) => part.people > 0);
  });
}

/** Room goes to those first who can be written to, as in the run (delivery/enqueue.judge.ts). */
function leaveOutOverLimit(
  counts: readonly StandingCount[],
  room: number,
  plan: DeliveryPlan,
): StandingCount[] {
  const isAway = ({ blocked, optedOut }: StandingCount): boolean => blocked || optedOut;
  const isClosed = ({ minutes }: StandingCount): boolean => needsWindow(plan) && (minutes ?? 0) <= 0;
  const turns = [isAway, (one: StandingCount) => !isAway(one) && isClosed(one), () => true];
  return turns.reduce<StandingCount[]>(
    (left, isTurn) => {
      const over = Math.max(0, sumOf(left.filter(isIn)) - room);
      return leaveOut(left, over, 'audience_limit', (one) => isIn(one) && isTurn(one));
    },
    [...counts],
  );
}

/** Whose local time is over first, then duplicates, then whoever is beyond the limit, then who gets nothing in quiet hours. */
export async function withoutCrowded(
  db: Db,
  of: ControlledRun,
  { counts: all, turns }: { counts: readonly StandingCount[]; turns: readonly LocalTurn[] | null },
): Promise<StandingCount[]> {
  const inAll = (among: readonly StandingCount[]): number => sumOf(among.filter(isIn));
  const passed = inAll(all) * shareOf(turns ?? [], ({ at }) => isOver(at, of.now));
  const counts = leaveOut(all, Math.round(passed), 'local_time_passed');
  const share = await findDuplicateShare(db, of);
  const single = leaveOut(counts, Math.round(inAll(counts) * share), 'duplicate');
  const room = await findRoom(db, of);
  const inside = room === null ? single : leaveOutOverLimit(single, room, of.plan);
  const ahead = (turns ?? []).filter(({ at }) => !isOver(at, of.now));
  const dropped = inAll(inside) * shareOf(ahead, ({ quiet }) => quiet === 'dropped');
  return leaveOut(inside, Math.round(dropped), 'quiet_hours');
}

/** Whether whoever has it at that time by their clock is left out now. */
export const isOver = (at: Date, now: Date): boolean => now.getTime() - at.getTime() > LOCAL_TIME_GRACE_MS;

const shareOf = (turns: readonly LocalTurn[], which: (turn: LocalTurn) => boolean): number => {
  const people = (of: readonly LocalTurn[]): number => of.reduce((sum, turn) => sum + turn.people, 0);
  return people(turns.filter(which)) / (people(turns) || 1);
};
