// What people, or Facebook for them, asked about their data: recorded with a due date, and done where it is known who they are.
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { addMs, DAY_MS } from '../kit/clock.ts';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import { conflict, notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import { orderErasure } from './erasures.ts';

/** GDPR, article 12 (3): within one month of receipt. */
const DUE_DAYS = 30;

export type RequestKind = 'erasure' | 'access' | 'portability' | 'deauthorisation';
export type RequestState = 'pending' | 'in_progress' | 'completed' | 'cancelled';

export interface PrivacyRequest {
  requestId: number;
  kind: RequestKind;
  source: 'opengdpr' | 'facebook';
  externalId: string | null;
  confirmationCode: string | null;
  state: RequestState;
  /** Who it is about, as told; null once completed, but `looked_for` when nobody was found. */
  subject: Record<string, unknown> | null;
  /** Whose export answers a request for access. */
  profileId: number | null;
  erasureId: number | null;
  note: string | null;
  receivedAt: Date;
  dueAt: Date;
  completedAt: Date | null;
}

const columns = sql`
  request_id as "requestId", kind, source, external_id as "externalId", confirmation_code as "confirmationCode", state,
  subject, profile_id as "profileId", erasure_id as "erasureId", note, received_at as "receivedAt", due_at as "dueAt",
  completed_at as "completedAt"`;

export interface NewRequest {
  kind: RequestKind;
  source: PrivacyRequest['source'];
  /** The asker's own id of the request: the same one again is the same request. */
  externalId: string;
  confirmationCode?: string;
  subject: Record<string, unknown>;
  /** Who that is; null: an operator has to find out. Empty: nobody here. */
  profileIds: readonly number[] | null;
  /** Why an operator has to. */
  note?: string | undefined;
  /** The kinds of what was looked for, such as 'email': all that is kept when nobody was found. */
  lookedFor?: readonly string[];
  actor: string;
  at: Date;
}

/**
 * Records it. Of whom it is known who they are: an erasure is ordered, and access is answered by the export of their person.
 * Call it first in a transaction. Returns the request as it stands, the first one when it came twice.
 */
export async function recordPrivacyRequest(
  tx: Tx,
  workspaceId: string,
  asked: NewRequest,
): Promise<PrivacyRequest> {
  const { kind, profileIds, at } = asked;
  const isOpen = profileIds === null && kind !== 'deauthorisation';
  const stored = await maybeOne(
    tx,
    sql<PrivacyRequest>`
      insert into privacy_requests (workspace_id, kind, source, external_id, confirmation_code, state, subject, profile_id,
                                    note, received_at, due_at)
      values (${workspaceId}, ${kind}, ${asked.source}, ${asked.externalId}, ${asked.confirmationCode ?? null}, 'pending',
              ${jsonb(asked.subject)}, ${profileIds?.[0] ?? null}, ${asked.note ?? null}, ${at}, ${addMs(at, DUE_DAYS * DAY_MS)})
      on conflict (workspace_id, external_id) where external_id is not null do nothing
      returning ${columns}`,
  );
  if (stored === undefined) return getByExternalId(tx, workspaceId, asked.externalId);
  const { requestId } = stored;
  if (isOpen) return stored;
  if (kind === 'erasure' && profileIds !== null && profileIds.length > 0) {
    const order = { profileIds, source: asked.source, actor: asked.actor, at };
    await startErasure(tx, workspaceId, requestId, await orderErasure(tx, workspaceId, order));
  } else {
    await finish(tx, workspaceId, { requestId, state: 'completed', ...describeResult(asked), at });
  }
  return getRequest(tx, workspaceId, requestId);
}

/** What was told is not kept; that nobody was found is, with the kinds of what was looked for. */
function describeResult({ profileIds, lookedFor = [] }: NewRequest): Pick<Finish, 'note' | 'subject'> {
  if (profileIds?.length !== 0) return { note: null };
  return { note: 'Nobody here is known by what was told.', subject: { looked_for: [...new Set(lookedFor)] } };
}

const startErasure = (tx: Tx, workspaceId: string, requestId: number, erasureId: number): Promise<number> =>
  execute(
    tx,
    sql`update privacy_requests set state = 'in_progress', erasure_id = ${erasureId}, note = null
         where workspace_id = ${workspaceId} and request_id = ${requestId}`,
  );

interface Finish {
  requestId: number;
  state: 'completed' | 'cancelled';
  note: string | null;
  /** What is kept of it; nothing, as a rule. */
  subject?: { looked_for: readonly string[] };
  at: Date;
}

const finish = (
  tx: Tx,
  workspaceId: string,
  { requestId, state, note, subject, at }: Finish,
): Promise<number> =>
  execute(
    tx,
    sql`update privacy_requests set state = ${state}, completed_at = ${at}, note = ${note},
               subject = ${subject ? jsonb(subject) : null}::jsonb
         where workspace_id = ${workspaceId} and request_id = ${requestId}`,
  );

/** An operator found out who it is about: they are erased, and the request with them. Refuses `conflict` when it is closed. */
export async function eraseForRequest(
  tx: Tx,
  workspaceId: string,
  { requestId, profileId, actor, at }: { requestId: number; profileId: number; actor: string; at: Date },
): Promise<number> {
  const request = await lockOpen(tx, workspaceId, requestId);
  if (request.kind !== 'erasure') throw conflict('This request does not ask to erase anybody.');
  const order = { profileIds: [profileId], source: request.source, actor, at };
  const erasureId = await orderErasure(tx, workspaceId, order);
  await startErasure(tx, workspaceId, requestId, erasureId);
  return erasureId;
}

/** An operator closes it, saying what was done or why nothing had to be. */
export async function closeRequest(
  tx: Tx,
  workspaceId: string,
  { actor, ...done }: Finish & { actor: string },
): Promise<void> {
  await lockOpen(tx, workspaceId, done.requestId);
  await finish(tx, workspaceId, done);
  await writeAudit(tx, {
    workspaceId,
    actor,
    action: `privacy_request.${done.state}`,
    subject: formatId('prq', done.requestId),
    at: done.at,
  });
}

async function lockOpen(tx: Tx, workspaceId: string, requestId: number): Promise<PrivacyRequest> {
  const request = await maybeOne(
    tx,
    sql<PrivacyRequest>`select ${columns} from privacy_requests
                         where workspace_id = ${workspaceId} and request_id = ${requestId} for update`,
  );
  if (!request) throw notFound(`privacy request ${formatId('prq', requestId)}`);
  if (request.state !== 'pending') throw conflict('This request is closed, or being done.');
  return request;
}

export async function getRequest(db: Db, workspaceId: string, requestId: number): Promise<PrivacyRequest> {
  const found = await maybeOne(
    db,
    sql<PrivacyRequest>`select ${columns} from privacy_requests
                         where workspace_id = ${workspaceId} and request_id = ${requestId}`,
  );
  if (!found) throw notFound(`privacy request ${formatId('prq', requestId)}`);
  return found;
}

/** By the asker's own id of it. */
export async function getByExternalId(
  db: Db,
  workspaceId: string,
  externalId: string,
): Promise<PrivacyRequest> {
  const found = await maybeOne(
    db,
    sql<PrivacyRequest>`select ${columns} from privacy_requests
                         where workspace_id = ${workspaceId} and external_id = ${externalId}`,
  );
  if (!found) throw notFound(`privacy request ${externalId.slice(0, 40)}`);
  return found;
}

/** Open ones first, those due soonest before others; then the newest. */
export const listRequests = (db: Db, workspaceId: string, limit: number): Promise<PrivacyRequest[]> =>
  many(
    db,
    sql<PrivacyRequest>`
      select ${columns} from privacy_requests where workspace_id = ${workspaceId}
       order by state in ('completed', 'cancelled'), case when state in ('pending', 'in_progress') then due_at end,
                request_id desc
       limit ${limit}`,
  );

interface Named {
  profileIds: readonly number[];
  customerIds: readonly string[];
  emails: readonly string[];
}

/**
 * Whom a request means, as `recordPrivacyRequest` takes it. An id is somebody's own; an e-mail address is what was said of them,
 * also by a website whose key everybody can read. So one that several have, or that adds somebody to those named by their ids,
 * decides nothing by itself.
 */
export async function findSubjects(
  db: Db,
  workspaceId: string,
  { profileIds, customerIds, emails }: Named,
): Promise<{ profileIds: number[] | null; note?: string }> {
  const byId = new Set([...profileIds, ...(await findCustomerSubjects(db, workspaceId, customerIds))]);
  const byEmail = await findEmailSubjects(db, workspaceId, emails);
  const everybody = new Set([...byId, ...byEmail]);
  if (everybody.size === byId.size || everybody.size === 1) return { profileIds: [...everybody] };
  const note =
    byEmail.length > 1
      ? `${byEmail.length} people have the e-mail address told, so nothing was done by itself: find out whom it means.`
      : 'The e-mail address told is not that of the customer named, so nothing was done by itself: find out whom it means.';
  return { profileIds: null, note };
}

/** The people of these customer ids, also of ids that were merged into others. */
export async function findCustomerSubjects(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<number[]> {
  const ids = sql`${[...customerIds]}::text[]`;
  const rows = await many<{ profile_id: number }>(
    db,
    sql`select profile_id from profiles where workspace_id = ${workspaceId} and customer_id = any(${ids})
        union
        select profile_id from customer_aliases where workspace_id = ${workspaceId} and customer_id = any(${ids})`,
  );
  return rows.map((row) => row.profile_id);
}

async function findEmailSubjects(db: Db, workspaceId: string, emails: readonly string[]): Promise<number[]> {
  const folded = emails.map((email) => email.toLowerCase());
  const rows = await many<{ profile_id: number }>(
    db,
    sql`select profile_id from profiles
         where workspace_id = ${workspaceId} and attributes ? 'email'
           and lower(attributes ->> 'email') = any(${folded}::text[])`,
  );
  return rows.map((row) => row.profile_id);
}
