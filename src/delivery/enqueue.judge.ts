// What becomes of everybody who comes to the ledger: left out for which reason, or let in with which variant, due when and good
// until when. SQL expressions over one person's row; what depends on the others who come is decided after it (enqueue.limits.ts).
import { type RawBuilder, sql } from 'kysely';
import { addMs, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { LONGEST_WINDOW_MS } from '../profiles/window.ts';
import { isAmong, isTested, variantOf } from './enqueue.groups.ts';
import { addressed, type People } from './enqueue.people.ts';
import type { DeliveryPlan } from './plan.contract.ts';

export interface Admission {
  workspaceId: string;
  campaignId: number;
  occurrence: number;
  laneId: string;
  plan: Pick<DeliveryPlan, 'page_id' | 'controls' | 'experiment' | 'own_zone' | 'routes'>;
  now: Date;
}

/** What it depends on besides the plan, as it is now. */
export interface Circumstances {
  /** Of the workspace. */
  globalControlPercent: number;
  /** The place of the variant that won already. */
  winner: number | null;
  /** When the winner is chosen, which some of the people wait for; null: nobody waits. */
  winnerDueAt: Date | null;
  /** When everybody gets it by their own clock: by what people's attribute says, and for all others. */
  localTimes: { byZone: ReadonlyMap<string, Date>; otherwise: Date } | null;
}

/**
 * A run that starts late, or people who come into it late: whose time was over by more than this is left out, because the
 * message was meant for that time of their day.
 */
export const LOCAL_TIME_GRACE_MS = HOUR_MS;

/** The rest of an audience leaves within this time of the winner, whose window ends first before the others. */
const REST_SPREAD_MS = MINUTE_MS;

/**
 * People with entry_id, profile_id, psid, value, reason (null: let in), variant, due_at, expires_at and turn (who finds room before
 * whom, see `turnOf`). The reasons in their order: no_psid, global_control_group, control_group, local_time_passed; then duplicate and audience_limit.
 */
export function judged(admission: Admission, people: People, of: Circumstances): RawBuilder<unknown> {
  const { workspaceId, plan, now } = admission;
  const expires = plan.controls.expires_after_minutes;
  return sql`
    select entry_id, profile_id, psid, value, ${reasonOf(admission, of)} as reason, variant, due_at, ${turnOf(plan, now)} as turn,
           ${expires === null ? sql`null::timestamptz` : sql`greatest(due_at, ${now}::timestamptz) + ${expires}::int * interval '1 minute'`} as expires_at
      from (select a.*, ${dueAt(admission, of)} as due_at
              from (select c.*, ${chosenVariant(admission, of)} as variant
                      from (${addressed(workspaceId, people, plan.page_id)}) c) a ${zonesOf(of)}) timed`;
}

/** Whether all ways of a plan need an open window, of which only a Page knows. */
export const needsWindow = ({ page_id, routes }: Pick<DeliveryPlan, 'page_id' | 'routes'>): boolean =>
  page_id !== null && routes.every(({ kind }) => kind !== 'utility');

/**
 * Of people who compete for room, those who can be written to come first (0), then those whom no way reaches now because their
 * window is closed (1), then whoever blocked the Page or opted out (2): a place is not given to who gets nothing.
 */
function turnOf(plan: Admission['plan'], now: Date): RawBuilder<unknown> {
  const isClosed = needsWindow(plan)
    ? sql`closes_at is null or closes_at <= ${now}::timestamptz`
    : sql`false`;
  return sql`case when is_away then 2 when ${isClosed} then 1 else 0 end`;
}

/** The control group that leaves the person `profile_id` of the row out; null: none. */
export function groupOf(
  { workspaceId, campaignId, plan }: Admission,
  globalPercent: number,
): RawBuilder<unknown> {
  const { use_global_control, control_group_percent } = plan.controls;
  const isGlobal = isAmong(use_global_control ? globalPercent : 0, 'global control', [workspaceId]);
  const isControl = isAmong(control_group_percent, 'control', [workspaceId, campaignId]);
  return sql`case when ${isGlobal} then 'global_control_group' when ${isControl} then 'control_group' end`;
}

function reasonOf(
  admission: Admission,
  { globalControlPercent, localTimes }: Circumstances,
): RawBuilder<unknown> {
  const { plan, now } = admission;
  const isOver =
    localTimes === null ? sql`false` : sql`due_at < ${addMs(now, -LOCAL_TIME_GRACE_MS)}::timestamptz`;
  return sql`
    case when ${plan.page_id === null ? sql`false` : sql`psid is null`} then 'no_psid'
         else coalesce(${groupOf(admission, globalControlPercent)}, case when ${isOver} then 'local_time_passed' end) end`;
}

/** null: there are none, or the person waits for the winner. */
function chosenVariant({ workspaceId, campaignId, plan }: Admission, of: Circumstances): RawBuilder<unknown> {
  const { experiment } = plan;
  if (experiment === null) return sql`null::smallint`;
  if (of.winner !== null) return sql`${of.winner}::smallint`;
  const about = [workspaceId, campaignId];
  const variant = variantOf(experiment, about);
  if (experiment.winner === null || of.winnerDueAt === null) return variant;
  return sql`case when ${isTested(experiment.winner.test_percent, about)} then ${variant} end`;
}

/**
 * When they get it: at their local time; after the winner is found; when it is wanted; or now. Of those who get it now the one
 * whose window closes soonest goes first, so that the most people are reached in time: their turn is counted back from its end.
 * Who has no open window comes after them. (No window is longer than that, so no turn is in the future.)
 */
function dueAt(
  { plan, now }: Admission,
  { localTimes, winnerDueAt, winner }: Circumstances,
): RawBuilder<unknown> {
  if (localTimes !== null) return sql`coalesce(z.due_at, ${localTimes.otherwise}::timestamptz)`;
  const turn =
    plan.page_id === null
      ? sql`${now}::timestamptz`
      : sql`case when closes_at > ${now}::timestamptz
                 then least(${now}::timestamptz, closes_at - ${LONGEST_WINDOW_MS} * interval '1 ms') else ${now}::timestamptz end`;
  const wanted = sql`case when wanted_at > ${now}::timestamptz then wanted_at else ${turn} end`;
  if (plan.experiment === null || winnerDueAt === null || winner !== null) return wanted;
  const rest = sql`${winnerDueAt}::timestamptz
    + (${turn} - ${addMs(now, -LONGEST_WINDOW_MS)}::timestamptz) * ${REST_SPREAD_MS / LONGEST_WINDOW_MS}::float8`;
  return sql`case when variant is null then greatest(${wanted}, ${rest}) else ${wanted} end`;
}

const zonesOf = ({ localTimes }: Circumstances): RawBuilder<unknown> =>
  localTimes === null
    ? sql``
    : sql`left join unnest(${[...localTimes.byZone.keys()]}::text[],
                           ${[...localTimes.byZone.values()].map((at) => at.toISOString())}::timestamptz[]) z (name, due_at)
            on z.name = a.zone`;
