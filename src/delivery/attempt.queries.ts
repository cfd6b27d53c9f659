// The hard statements of the ledger: begin attempts, withdraw them, settle results. Each names the state it leaves and the
// fence it needs; a worker that lost its lane changes nothing. Rows of many lanes go in one statement, always in the order
// of their ids, so that statements which meet wait for each other in one direction.
import { sql } from 'kysely';
import { type Db, execute, jsonText, many, withTransaction } from '../kit/db.ts';
import { PROVABLE_STATES } from './delivery.states.ts';
import type { Settlement } from './settlement.ts';

/** The fence of the lane the caller holds, and the row it means to change. */
interface Fenced {
  deliveryId: number;
  fence: number;
}

export interface NewAttempt extends Fenced {
  number: number;
  /** Of the delivery. */
  laneId: string;
  campaignId: number;
  occurrence: number;
}

/** As a text: pg spends more on an array of numbers than PostgreSQL on reading it. */
const literal = (numbers: number[]): string => `{${numbers.join(',')}}`;

/**
 * The state, said so that no partial index answers to it. The rows are named by their key; with `state = 'sending'` the
 * planner, whose statistics are of a moment when nobody was sending, read the index of all that are and were (60,000 entries
 * for 50 rows, 28 to 58 ms).
 */
const state = sql`(d.state || '')`;

const inOrder = <Row extends { deliveryId: number }>(rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => a.deliveryId - b.deliveryId);

/**
 * Writes that these calls are about to start, before they do. Returns which may be called: a row that was settled, stopped or
 * paused meanwhile, or whose lane is not ours any more, is not among them. Nor is whoever asked for no more since they were
 * judged: a row that became pending while that was being written was not there yet to be skipped. It is judged again.
 *
 * `started_at` of the delivery is the database's clock, the one that all workers share and nobody moves: it says which of two
 * calls began later (reconcile.queries.ts). When a call was made by the clock of the service stands in the attempt.
 *
 * Lanes and occurrences are looked at once each, not once a row: as `exists` the planner made joins of them that met every
 * lane with every row (500 rows of 20 lanes: 142 ms, this way 18 ms).
 */
export async function beginAttempts(
  db: Db,
  workspaceId: string,
  attempts: readonly NewAttempt[],
): Promise<Set<number>> {
  const rows = inOrder(attempts);
  const ids = literal(rows.map((row) => row.deliveryId));
  const { groups, groupOf } = groupAttempts(rows);
  const begun = await many(
    db,
    sql<{ deliveryId: number }>`
    with may as materialized (
      select g.number, o.winner from unnest(${groups.map((one) => one.laneId)}::text[], ${literal(groups.map((one) => one.fence))}::bigint[],
                             ${literal(groups.map((one) => one.campaignId))}::bigint[], ${literal(groups.map((one) => one.occurrence))}::int[])
                        with ordinality as g (lane_id, fence, campaign_id, occurrence, number)
        join lanes l on l.workspace_id = ${workspaceId} and l.lane_id = g.lane_id
         and l.fence = g.fence and l.leased_until > now()
        join occurrences o on o.workspace_id = ${workspaceId} and o.campaign_id = g.campaign_id and o.occurrence = g.occurrence
         and o.paused_at is null and o.state in ('preparing', 'sending')
    )
    update deliveries d
       set state = 'sending', reason = null, attempts = b.number, fence = b.fence, started_at = now(),
           variant = coalesce(d.variant, (select winner from may where may.number = b.group_number))
      from unnest(${ids}::bigint[], ${literal(rows.map((row) => row.number))}::smallint[],
                  ${literal(rows.map((row) => row.fence))}::bigint[],
                  ${literal(rows.map(groupOf))}::int[]) as b (delivery_id, number, fence, group_number)
     where d.workspace_id = ${workspaceId} and d.delivery_id = b.delivery_id
       and ${state} = 'pending' and d.attempts = b.number - 1
       and b.group_number = any(array(select number from may))
       and (select i.opted_out_at from identities i
             where i.workspace_id = d.workspace_id and i.page_id = d.page_id and i.psid = d.psid) is null
    returning d.delivery_id as "deliveryId"`,
  );
  return new Set(begun.map((row) => row.deliveryId));
}

/** The lanes and occurrences among the rows, each once; groups count from 1, as `with ordinality` does. */
function groupAttempts(rows: NewAttempt[]) {
  const keyOf = (row: NewAttempt): string => `${row.laneId} ${row.fence} ${row.campaignId} ${row.occurrence}`;
  const numbers = new Map<string, number>();
  const groups: NewAttempt[] = [];
  for (const row of rows) if (!numbers.has(keyOf(row))) numbers.set(keyOf(row), groups.push(row));
  return { groups, groupOf: (row: NewAttempt): number => numbers.get(keyOf(row)) ?? 0 };
}

type Withdrawn = Pick<NewAttempt, 'deliveryId' | 'number' | 'fence'>;

/**
 * Attempts begun whose calls were surely never started (the lane was paused or lost): as if they had not been. Also when
 * the next holder has found them already and could only take them for unknown. Two statements, because the holder may be
 * writing that they are unknown in this moment: one statement would wait for the row and still not see its attempt.
 */
export async function withdrawAttempts(
  db: Db,
  workspaceId: string,
  attempts: readonly Withdrawn[],
  now: Date,
): Promise<void> {
  const rows = inOrder(attempts);
  await withTransaction(db, async (tx) => {
    const waiting = await many(
      tx,
      sql<{ deliveryId: number; number: number }>`
      update deliveries d
         set state = 'pending', reason = null, attempts = w.number - 1, due_at = least(d.due_at, ${now})
        from unnest(${literal(rows.map((row) => row.deliveryId))}::bigint[], ${literal(rows.map((row) => row.number))}::smallint[],
                    ${literal(rows.map((row) => row.fence))}::bigint[]) as w (delivery_id, number, fence)
       where d.workspace_id = ${workspaceId} and d.delivery_id = w.delivery_id
         and d.attempts = w.number and d.state in ('sending', 'unknown') and d.fence = w.fence
      returning d.delivery_id as "deliveryId", w.number`,
    );
    await execute(
      tx,
      sql`
      delete from attempts a
       using unnest(${literal(waiting.map((row) => row.deliveryId))}::bigint[],
                    ${literal(waiting.map((row) => row.number))}::smallint[]) as w (delivery_id, number)
       where a.workspace_id = ${workspaceId} and a.delivery_id = w.delivery_id and a.number = w.number`,
    );
  });
}

/** An answered (or unanswered) call, and what became of its delivery. */
export interface Settled extends Fenced {
  settlement: Settlement & { attempt: NonNullable<Settlement['attempt']> };
  /** When the call was made, by the clock of the service. */
  startedAt: Date;
  /** Masked, as `shownRequest`, already JSON. */
  requestJson: string;
  /** In which the person was called; '': the message's own text. */
  language: string;
}

/**
 * Writes results and the record of their calls. A row an echo has already settled stays as the echo left it; the attempt
 * keeps its answer either way. Of a holder that lost the lane only one thing still counts: the answer that its call was
 * accepted, which is proof. Two answers for one delivery (a late one of an earlier attempt) go one after the other: an
 * update meets a row once, and it might be with the answer that proves nothing.
 */
export async function settleDeliveries(
  db: Db,
  workspaceId: string,
  settled: readonly Settled[],
  now: Date,
): Promise<void> {
  const firsts = new Map<number, Settled>();
  const others: Settled[] = [];
  for (const one of settled) {
    if (firsts.has(one.deliveryId)) others.push(one);
    else firsts.set(one.deliveryId, one);
  }
  const rows = inOrder([...firsts.values()]);
  await execute(
    db,
    sql`
    with s as materialized (
      select * from json_to_recordset(${jsonText(rows.map(toRow))}::json)
        as s(d bigint, f bigint, at timestamptz, s text, r text, m text, t timestamptz, c smallint,
             n smallint, o text, st smallint, re text, q text, rt smallint, l text)
    ), recorded as (
      insert into attempts as a (workspace_id, delivery_id, number, fence, started_at, request, finished_at, outcome, status, response, language)
      select ${workspaceId}, d, n, f, at, q::json, ${now}, o, st, re, l from s
      on conflict (workspace_id, delivery_id, number) do update -- found by the lane's next holder, which had no answer
         set request = excluded.request, finished_at = excluded.finished_at, status = excluded.status,
             response = excluded.response, language = excluded.language, outcome = case when a.outcome = 'accepted' then 'accepted' else excluded.outcome end
       where a.fence = excluded.fence
    )
    update deliveries d
       set state = s.s, reason = s.r, mid = coalesce(s.m, d.mid), due_at = coalesce(s.t, d.due_at), tries = d.tries + s.c,
           route = coalesce(s.rt, d.route),
           settled_at = case when s.s in ('accepted', 'failed', 'skipped') then ${now}::timestamptz end
      from s
     where d.workspace_id = ${workspaceId} and d.delivery_id = s.d
       and (d.state = 'sending' and d.fence = s.f and d.attempts = s.n
         or s.s = 'accepted' and d.state in (${sql.join(PROVABLE_STATES)}))`,
  );
  if (others.length > 0) await settleDeliveries(db, workspaceId, others, now);
}

const toRow = ({ deliveryId, fence, startedAt, requestJson, language, settlement }: Settled) => ({
  d: deliveryId,
  f: fence,
  at: startedAt,
  s: settlement.state,
  r: settlement.reason,
  m: settlement.mid,
  t: settlement.dueAt,
  c: settlement.counts ? 1 : 0,
  n: settlement.attempt.number,
  o: settlement.attempt.outcome,
  st: settlement.attempt.status,
  re: settlement.attempt.response,
  q: requestJson,
  rt: settlement.route,
  l: language,
});

/**
 * Who is not called: skipped or made to wait by the gate; skipped, failed or held by `prepare`, or pending until a file is there. Only the lane's holder may say so. Who was to be held and has
 * acted since they were judged stays pending and is judged from the first route: `releaseHeld` found nobody held yet.
 */
export async function settleUncalled(
  db: Db,
  workspaceId: string,
  uncalled: readonly (Fenced & { settlement: Settlement })[],
  now: Date,
): Promise<void> {
  const rows = inOrder(uncalled);
  const json = rows.map(({ deliveryId: d, fence: f, settlement: s }) => ({
    d,
    f,
    s: s.state,
    r: s.reason,
    t: s.dueAt,
    rt: s.route,
    e: s.expiresAt,
    seen: s.seenActionAt,
  }));
  await execute(
    db,
    sql`
    with s as materialized (
      select * from json_to_recordset(${jsonText(json)}::json)
        as s(d bigint, f bigint, s text, r text, t timestamptz, rt smallint, e timestamptz, seen timestamptz)
    ), acted as materialized ( -- waits for whoever notes just now that the person acted
      select s.d, date_trunc('milliseconds', i.last_user_action_at) is distinct from s.seen as since
        from s join deliveries h on h.workspace_id = ${workspaceId} and h.delivery_id = s.d
        join identities i on i.workspace_id = h.workspace_id and i.page_id = h.page_id and i.psid = h.psid
       where s.s = 'held' order by i.page_id, i.psid for share of i
    ), judged as (
      select s.*, coalesce(acted.since, false) as again from s left join acted using (d)
    )
    update deliveries d
       set state = case when j.again then 'pending' else j.s end,
           reason = case when j.again then null else j.r end,
           due_at = case when j.again then d.due_at else coalesce(j.t, d.due_at) end,
           route = case when j.again then 0 else coalesce(j.rt, d.route) end,
           expires_at = coalesce(d.expires_at, j.e),
           held_at = case when j.s = 'held' and not j.again then coalesce(d.held_at, ${now}) else d.held_at end,
           settled_at = case when j.s in ('failed', 'skipped') then ${now}::timestamptz end
      from judged j
     where d.workspace_id = ${workspaceId} and d.delivery_id = j.d
       and ${state} = 'pending'
       and exists (select 1 from lanes l
                    where l.workspace_id = d.workspace_id and l.lane_id = d.lane_id
                      and l.fence = j.f and l.leased_until > now())`,
  );
}
