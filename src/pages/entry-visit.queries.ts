// SQL of visits: webhooks that carried a ref of ours, as operators look at them, and as they are stored.
import { sql } from 'kysely';
import type { z } from 'zod';
import { type Db, execute, jsonb, many, type Tx } from '../kit/db.ts';
import { invalid } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { entryVisit } from './entry-link.contract.ts';
import { CONFLICTS, OUTCOME_WORDS, REFUSALS, type VisitOutcome } from './entry-outcomes.ts';

export type VisitVia = 'postback' | 'referral' | 'message' | 'optin';

export interface Visit {
  pageId: string;
  dedupeKey: string;
  linkId: number | null;
  inviteId: number | null;
  psid: string;
  via: VisitVia;
  visitedAt: Date;
  isNew: boolean;
  outcome: VisitOutcome | null;
}

/** The same webhook again is the same visit: the first one stays. */
export async function storeVisits(tx: Tx, workspaceId: string, visits: readonly Visit[]): Promise<void> {
  if (visits.length === 0) return;
  const rows = visits.map((visit) => ({
    page_id: visit.pageId,
    dedupe_key: visit.dedupeKey,
    link_id: visit.linkId,
    invite_id: visit.inviteId,
    psid: visit.psid,
    via: visit.via,
    visited_at: visit.visitedAt,
    is_new: visit.isNew,
    outcome: visit.outcome,
  }));
  await execute(
    tx,
    sql`insert into entry_visits (workspace_id, page_id, dedupe_key, link_id, invite_id, psid, via, visited_at, is_new, outcome)
        select ${workspaceId}, v.*
          from jsonb_to_recordset(${jsonb(rows)}) as v (page_id text, dedupe_key text, link_id bigint, invite_id bigint,
                 psid text, via text, visited_at timestamptz, is_new boolean, outcome text)
         order by v.page_id, v.dedupe_key
        on conflict (workspace_id, page_id, dedupe_key) do nothing`,
  );
}

interface VisitRow {
  visitedAt: Date;
  dedupeKey: string;
  psid: string;
  via: VisitVia;
  isNew: boolean;
  outcome: VisitOutcome | null;
  profileId: number | null;
  name: string | null;
  customerId: string | null;
}

type Cursor = { atMs: number; key: string } | null;

export const formatVisitCursor = (row: VisitRow): string => `${row.visitedAt.getTime()}.${row.dedupeKey}`;

export function parseVisitCursor(text: string | undefined): Cursor {
  if (text === undefined) return null;
  const match = /^(\d{1,14})\.(.{1,300})$/s.exec(text);
  if (!match) throw invalid('after', 'This is not a cursor.', 'Send `next` of the reply before it.');
  return { atMs: Number(match[1]), key: match[2]! };
}

const TROUBLE = [...CONFLICTS, ...REFUSALS];
const ONLY = {
  all: sql`true`,
  tied: sql`v.outcome in ('tied', 'already')`,
  trouble: sql`v.outcome = any(${TROUBLE}::text[])`,
};

/** Newest first. Times of webhooks are in milliseconds, so a cursor holds them whole. */
export function listVisits(
  db: Db,
  workspaceId: string,
  asked: { linkId: number; only: keyof typeof ONLY; before: Cursor; limit: number },
): Promise<VisitRow[]> {
  const { before } = asked;
  return many(
    db,
    sql<VisitRow>`
      select v.visited_at as "visitedAt", v.dedupe_key as "dedupeKey", v.psid, v.via, v.is_new as "isNew", v.outcome,
             p.profile_id as "profileId", 
             coalesce(p.attributes ->> 'name',
                      nullif(concat_ws(' ', p.attributes ->> 'first_name', p.attributes ->> 'last_name'), '')) as name, owner.customer_id as "customerId"
        from entry_visits v
        left join identities i on i.workspace_id = v.workspace_id and i.page_id = v.page_id and i.psid = v.psid
        left join profiles p on p.workspace_id = v.workspace_id and p.profile_id = i.profile_id
        left join entry_invites n on n.workspace_id = v.workspace_id and n.invite_id = v.invite_id
        left join profile_merges m on m.workspace_id = n.workspace_id and m.from_profile_id = n.profile_id
        left join profiles owner on owner.workspace_id = n.workspace_id
                                and owner.profile_id = coalesce(m.into_profile_id, n.profile_id)
       where v.workspace_id = ${workspaceId} and v.link_id = ${asked.linkId} and ${ONLY[asked.only]}
         and (${before === null} or (v.visited_at, v.dedupe_key)
              < (${new Date(before?.atMs ?? 0)}::timestamptz, ${before?.key ?? ''}::text))
       order by v.visited_at desc, v.dedupe_key desc limit ${asked.limit}`,
  );
}

type VisitView = z.input<typeof entryVisit>;

export function showVisit(row: VisitRow): VisitView {
  const words = row.outcome === null ? null : OUTCOME_WORDS[row.outcome];
  return {
    at: row.visitedAt.toISOString(),
    psid: row.psid,
    person: row.profileId === null ? null : { id: formatId('prf', row.profileId), name: row.name },
    via: row.via,
    is_new: row.isNew,
    outcome: row.outcome,
    title: words?.title ?? null,
    remedy: words?.remedy ?? null,
    customer_id: row.customerId,
  };
}
