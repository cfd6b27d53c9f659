// Erasures: who is to be erased, done one by one by whoever comes first, and the receipt that stays.
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { addMs, type Clock, SECOND_MS } from '../kit/clock.ts';
import { type Db, execute, jsonb, many, maybeOne, one, type Tx, withTransaction } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import { erasePerson } from './erase.person.ts';

export interface ErasureNeeds {
  db: Db;
  clock: Clock;
  /** `Secrets.deriveKey(ERASED_KEY)`. */
  erasedKey: Buffer;
}

export interface ErasureOrder {
  profileIds: readonly number[];
  source: 'operator' | 'api' | 'opengdpr' | 'facebook';
  /** An operator's e-mail, or 'key:<name>'. */
  actor: string;
  at: Date;
}

/** A call under way is settled within seconds; one whose answer is lost becomes unknown within a minute. */
const SENDING_MS = 2 * SECOND_MS;

/** Orders it; `runErasures`, or the worker, does it. Returns the id of the receipt. */
export async function orderErasure(tx: Tx, workspaceId: string, order: ErasureOrder): Promise<number> {
  const ids = [...new Set(order.profileIds)];
  const { erasure_id: erasureId } = await one<{ erasure_id: number }>(
    tx,
    sql`insert into erasures (workspace_id, requested_at, requested_by, source, people, finished_at)
        values (${workspaceId}, ${order.at}, ${order.actor}, ${order.source}, ${ids.length},
                ${ids.length === 0 ? order.at : null}::timestamptz)
        returning erasure_id`,
  );
  await execute(
    tx,
    sql`insert into erasure_people (workspace_id, erasure_id, profile_id, due_at)
        select ${workspaceId}, ${erasureId}, id, ${order.at} from unnest(${ids}::bigint[]) as id`,
  );
  await writeAudit(tx, {
    workspaceId,
    actor: order.actor,
    action: 'people.erased',
    subject: formatId('ers', erasureId),
    details: { people: ids.length, source: order.source },
    at: order.at,
  });
  return erasureId;
}

/** Orders and does it, but for people to whom a message is just leaving: the worker goes on with those. */
export async function erasePeople(
  needs: ErasureNeeds,
  workspaceId: string,
  order: Omit<ErasureOrder, 'at'>,
): Promise<Erasure> {
  const at = needs.clock.now();
  const erasureId = await withTransaction(needs.db, (tx) => orderErasure(tx, workspaceId, { ...order, at }));
  for (const _ of order.profileIds) if (!(await eraseNext(needs, { workspaceId, erasureId }))) break;
  return getErasure(needs.db, workspaceId, erasureId);
}

interface Due {
  workspace_id: string;
  erasure_id: number;
  profile_id: number;
}

/** Erases the next person that is due, of one erasure or of all; false: nobody is. */
export function eraseNext(
  { db, clock, erasedKey }: ErasureNeeds,
  of: { workspaceId: string; erasureId: number } | null = null,
): Promise<boolean> {
  return withTransaction(db, async (tx) => {
    const now = clock.now();
    const due = await maybeOne<Due>(
      tx,
      sql`select workspace_id, erasure_id, profile_id from erasure_people
           where due_at <= ${now}
             and ${of ? sql`workspace_id = ${of.workspaceId} and erasure_id = ${of.erasureId}` : sql`true`}
           order by due_at limit 1 for update skip locked`,
    );
    if (!due) return false;
    const erased = await erasePerson(tx, due.workspace_id, {
      profileId: due.profile_id,
      key: erasedKey,
      now,
    });
    if ('waits' in erased) await postpone(tx, due, addMs(now, SENDING_MS), erased.waits);
    else await complete(tx, due, erased.counts, now);
    return true;
  });
}

const ofDue = (due: Due) => sql`workspace_id = ${due.workspace_id} and erasure_id = ${due.erasure_id}`;

const postpone = (tx: Tx, due: Due, until: Date, because: string): Promise<number> =>
  execute(
    tx,
    sql`update erasure_people set due_at = ${until}, waits_because = ${because}
         where ${ofDue(due)} and profile_id = ${due.profile_id}`,
  );

async function complete(tx: Tx, due: Due, counts: Record<string, number>, now: Date): Promise<void> {
  await execute(tx, sql`delete from erasure_people where ${ofDue(due)} and profile_id = ${due.profile_id}`);
  const before = await one<{ counts: Record<string, number> }>(
    tx,
    sql`select counts from erasures where ${ofDue(due)} for update`,
  );
  const sum = { ...before.counts };
  for (const [table, rows] of Object.entries(counts)) sum[table] = (sum[table] ?? 0) + rows;
  await execute(
    tx,
    sql`update erasures set erased = erased + 1, counts = ${jsonb(sum)},
               finished_at = case when erased + 1 >= people then ${now}::timestamptz end
         where ${ofDue(due)}`,
  );
  await execute(
    tx,
    sql`update privacy_requests r set state = 'completed', completed_at = ${now}, subject = null, profile_id = null
          from erasures e
         where r.workspace_id = ${due.workspace_id} and r.erasure_id = ${due.erasure_id}
           and e.workspace_id = r.workspace_id and e.erasure_id = r.erasure_id and e.finished_at is not null`,
  );
}

export interface Erasure {
  erasureId: number;
  requestedAt: Date;
  requestedBy: string;
  source: ErasureOrder['source'];
  people: number;
  erased: number;
  counts: Record<string, number>;
  finishedAt: Date | null;
  /** People to whom a message is just leaving. */
  waiting: number;
}

const columns = sql`
  e.erasure_id as "erasureId", e.requested_at as "requestedAt", e.requested_by as "requestedBy", e.source, e.people,
  e.erased, e.counts, e.finished_at as "finishedAt",
  (select count(*) from erasure_people p where p.workspace_id = e.workspace_id and p.erasure_id = e.erasure_id
      and p.waits_because is not null) as waiting`;

export async function getErasure(db: Db, workspaceId: string, erasureId: number): Promise<Erasure> {
  const found = await maybeOne(
    db,
    sql<Erasure>`select ${columns} from erasures e where workspace_id = ${workspaceId} and erasure_id = ${erasureId}`,
  );
  if (!found) throw notFound(`erasure ${formatId('ers', erasureId)}`);
  return found;
}

/** Newest first. */
export const listErasures = (
  db: Db,
  workspaceId: string,
  { beforeId, limit }: { beforeId: number | null; limit: number },
): Promise<Erasure[]> =>
  many(
    db,
    sql<Erasure>`
      select ${columns} from erasures e
       where workspace_id = ${workspaceId} and (${beforeId}::bigint is null or erasure_id < ${beforeId}::bigint)
       order by erasure_id desc limit ${limit}`,
  );
