// SQL of private replies: what is due, what became of a call, and what comments and echoes say about it.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, type Tx } from '../kit/db.ts';
import type { JsonObject } from '../messenger/lossless-json.ts';
import type { ReplySettlement } from './private-reply.outcome.ts';

/** The worker that sends them; `notify` wakes it. */
export const PRIVATE_REPLY_WORKER = 'delivery.private_replies';

export interface ReplyKey {
  workspaceId: string;
  pageId: string;
  commentId: string;
}

export interface SeenComment {
  pageId: string;
  commentId: string;
  /** The rule that answers it; null: none does. */
  ruleId: number | null;
  /** Removed or hidden. */
  isGone: boolean;
  postId: string | null;
  fromId: string | null;
  fromName: string | null;
  text: string;
  at: Date;
}

/**
 * What is known of comments, each one once. A new one that a rule answers waits for its turn; one that changed before it was
 * answered follows its new text; one that is gone is skipped for good, also when the webhook that brings it comes later.
 */
export async function storeComments(
  tx: Tx,
  workspaceId: string,
  comments: readonly SeenComment[],
  now: Date,
): Promise<void> {
  if (comments.length === 0) return;
  const rows = comments.map((comment) => ({
    page_id: comment.pageId,
    comment_id: comment.commentId,
    rule_id: comment.isGone ? null : comment.ruleId,
    is_gone: comment.isGone,
    post_id: comment.postId,
    from_id: comment.fromId,
    from_name: comment.fromName,
    text: comment.text,
    at: comment.at,
  }));
  const listed = sql`
    jsonb_to_recordset(${jsonb(rows)}) as c (page_id text, comment_id text, rule_id bigint, is_gone boolean,
      post_id text, from_id text, from_name text, text text, at timestamptz)`;
  await execute(
    tx,
    sql`insert into private_replies as r (workspace_id, page_id, comment_id, rule_id, post_id, from_id, from_name,
                                          comment, commented_at, state, reason, due_at, settled_at)
        select ${workspaceId}, c.page_id, c.comment_id, c.rule_id, c.post_id, c.from_id, c.from_name, c.text, c.at,
               case when c.is_gone then 'skipped' else 'pending' end,
               case when c.is_gone then 'comment_removed' end, ${now}, case when c.is_gone then ${now}::timestamptz end
          from ${listed} where c.is_gone or c.rule_id is not null
         order by c.page_id, c.comment_id
        on conflict (workspace_id, page_id, comment_id) do update
           set comment = case when excluded.state = 'skipped' then r.comment else excluded.comment end,
               rule_id = coalesce(excluded.rule_id, r.rule_id),
               state = excluded.state, reason = excluded.reason, settled_at = excluded.settled_at
         where r.state = 'pending' and not r.may_be_sent`,
  );
  await execute(
    tx,
    sql`update private_replies r set state = 'skipped', reason = 'comment_changed', settled_at = ${now}, comment = c.text
          from ${listed}
         where not c.is_gone and c.rule_id is null and r.state = 'pending' and not r.may_be_sent
           and r.workspace_id = ${workspaceId} and r.page_id = c.page_id and r.comment_id = c.comment_id`,
  );
}

/** Our reply came back: whatever we believed, it arrived. */
export async function settleByEcho(
  tx: Tx,
  workspaceId: string,
  echoes: readonly { pageId: string; commentId: string; psid: string; mid: string; at: Date }[],
): Promise<void> {
  if (echoes.length === 0) return;
  const rows = echoes.map(({ pageId, commentId, psid, mid, at }) => ({
    page_id: pageId,
    comment_id: commentId,
    psid,
    mid,
    at,
  }));
  await execute(
    tx,
    sql`update private_replies r
           set state = 'accepted', reason = null, mid = e.mid, psid = e.psid, settled_at = coalesce(r.settled_at, e.at)
          from jsonb_to_recordset(${jsonb(rows)}) as e (page_id text, comment_id text, psid text, mid text, at timestamptz)
         where r.workspace_id = ${workspaceId} and r.page_id = e.page_id and r.comment_id = e.comment_id
           and r.attempts > 0 and r.mid is null`,
  );
}

export interface DueReply extends ReplyKey {
  message: JsonObject;
  /** Whether the rule still stands. */
  isOn: boolean;
  comment: string;
  fromId: string | null;
  fromName: string | null;
  commentedAt: Date;
  attempts: number;
  mayBeSent: boolean;
  /** Of the person, when who commented is known by a PSID. */
  blockedAt: Date | null;
  optedOutAt: Date | null;
}

/**
 * Locks the replies that are due, on Pages that may call now: connected, not paused by the platform, and below `perHour` calls
 * in the past hour (private replies have a limit of their own: 750 an hour).
 */
export const claimDue = (tx: Tx, ask: { now: Date; limit: number; perHour: number }): Promise<DueReply[]> =>
  many(
    tx,
    sql<DueReply>`
      with open as materialized (
        select p.workspace_id, p.page_id
          from pages p left join lanes l on l.workspace_id = p.workspace_id and l.lane_id = 'page:' || p.page_id
         where p.state = 'connected' and coalesce(l.paused_until, '-infinity') <= ${ask.now}
           and exists (select from private_replies r
                        where r.workspace_id = p.workspace_id and r.page_id = p.page_id
                          and r.state in ('pending', 'unknown') and r.due_at <= ${ask.now})
           and (select count(*) from private_replies r
                 where r.workspace_id = p.workspace_id and r.page_id = p.page_id
                   and r.started_at > ${ask.now}::timestamptz - interval '1 hour') <= ${ask.perHour - ask.limit}
         order by p.page_id limit 10000
      )
      select r.workspace_id as "workspaceId", r.page_id as "pageId", r.comment_id as "commentId",
             u.message, u.is_active and u.archived_at is null as "isOn", r.comment, r.from_id as "fromId",
             r.from_name as "fromName", r.commented_at as "commentedAt", r.attempts, r.may_be_sent as "mayBeSent",
             i.blocked_at as "blockedAt", i.opted_out_at as "optedOutAt"
        from private_replies r join open using (workspace_id, page_id)
        join comment_rules u on u.workspace_id = r.workspace_id and u.rule_id = r.rule_id
        left join identities i on i.workspace_id = r.workspace_id and i.page_id = r.page_id and i.psid = r.from_id
       where r.state in ('pending', 'unknown') and r.due_at <= ${ask.now}
       order by r.due_at limit ${ask.limit} for update of r skip locked`,
  );

/** The calls begin: written before they are made. */
export async function beginReplies(
  tx: Tx,
  begun: readonly (ReplyKey & { message: JsonObject })[],
  now: Date,
): Promise<void> {
  if (begun.length === 0) return;
  const rows = begun.map(({ workspaceId, pageId, commentId, message }) => ({
    workspace_id: workspaceId,
    page_id: pageId,
    comment_id: commentId,
    message,
  }));
  await execute(
    tx,
    sql`update private_replies r
           set state = 'sending', reason = null, attempts = r.attempts + 1, started_at = ${now}, message = b.message
          from jsonb_to_recordset(${jsonb(rows)}) as b (workspace_id text, page_id text, comment_id text, message jsonb)
         where r.workspace_id = b.workspace_id and r.page_id = b.page_id and r.comment_id = b.comment_id`,
  );
}

/** What became of one; nothing when an echo was faster. */
export async function settleReply(
  tx: Tx,
  { workspaceId, pageId, commentId }: ReplyKey,
  to: ReplySettlement,
  now: Date,
): Promise<void> {
  const isOver = to.state !== 'pending' && to.state !== 'unknown';
  await execute(
    tx,
    sql`update private_replies
           set state = ${to.state}, reason = ${to.reason?.slice(0, 500) ?? null}, mid = coalesce(${to.mid}, mid),
               psid = coalesce(${to.psid}, psid), due_at = coalesce(${to.dueAt}::timestamptz, due_at),
               attempts = attempts - ${to.counts ? 0 : 1}, may_be_sent = may_be_sent or ${to.state === 'unknown'},
               settled_at = ${isOver ? now : null}
         where workspace_id = ${workspaceId} and page_id = ${pageId} and comment_id = ${commentId}
           and state in ('pending', 'sending', 'unknown')`,
  );
}

/** The platform told the Page to wait. */
export async function postponeReplies(
  tx: Tx,
  { workspaceId, pageId }: { workspaceId: string; pageId: string },
  until: Date,
): Promise<void> {
  await execute(
    tx,
    sql`update private_replies set due_at = ${until}
         where workspace_id = ${workspaceId} and page_id = ${pageId} and state in ('pending', 'unknown') and due_at < ${until}`,
  );
}

/** Calls whose process died: whether they were made is not known. */
export const recoverReplies = (db: Db, begunBefore: Date, dueAt: Date): Promise<number> =>
  execute(
    db,
    sql`update private_replies set state = 'unknown', reason = 'no_answer', may_be_sent = true, due_at = ${dueAt}
         where state = 'sending' and started_at < ${begunBefore}`,
  );

export interface ReplyRow {
  commentId: string;
  postId: string | null;
  ruleId: number;
  ruleName: string;
  fromName: string | null;
  comment: string;
  commentedAt: Date;
  state: 'pending' | 'sending' | 'unknown' | 'accepted' | 'failed' | 'skipped';
  reason: string | null;
  dueAt: Date;
  settledAt: Date | null;
  message: JsonObject | null;
  mid: string | null;
  psid: string | null;
  profileId: number | null;
}

const STATES = {
  all: sql`true`,
  waiting: sql`r.state in ('pending', 'sending', 'unknown')`,
  accepted: sql`r.state = 'accepted'`,
  unanswered: sql`r.state in ('failed', 'skipped')`,
};

/** Newest comment first. Their times are in seconds or milliseconds, so a cursor holds them whole. */
export const listReplies = (
  db: Db,
  workspaceId: string,
  asked: {
    pageId: string;
    ruleId: number | null;
    state: keyof typeof STATES;
    before: { atMs: number; commentId: string } | null;
    limit: number;
  },
): Promise<ReplyRow[]> =>
  many(
    db,
    sql<ReplyRow>`
      select r.comment_id as "commentId", r.post_id as "postId", r.rule_id as "ruleId", u.name as "ruleName",
             r.from_name as "fromName", r.comment, r.commented_at as "commentedAt", r.state, r.reason, r.due_at as "dueAt",
             r.settled_at as "settledAt", r.message, r.mid, r.psid, i.profile_id as "profileId"
        from private_replies r
        join comment_rules u on u.workspace_id = r.workspace_id and u.rule_id = r.rule_id
        left join identities i on i.workspace_id = r.workspace_id and i.page_id = r.page_id and i.psid = r.psid
       where r.workspace_id = ${workspaceId} and r.page_id = ${asked.pageId} and r.rule_id is not null
         and (${asked.ruleId}::bigint is null or r.rule_id = ${asked.ruleId}) and ${STATES[asked.state]}
         and (${asked.before === null} or (r.commented_at, r.comment_id)
              < (${new Date(asked.before?.atMs ?? 0)}::timestamptz, ${asked.before?.commentId ?? ''}::text))
       order by r.commented_at desc, r.comment_id desc limit ${asked.limit}`,
  );
