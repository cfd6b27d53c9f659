// SQL of comment rules: those in force for the webhooks, and all of a Page for the screen, with what became of their replies.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, maybeOne, one, type Tx } from '../kit/db.ts';
import type { JsonObject } from '../messenger/lossless-json.ts';
import type { MatchableRule } from './comment-rule.match.ts';

export interface RuleFields {
  name: string;
  postId: string | null;
  keywords: readonly string[];
  message: JsonObject;
  isActive: boolean;
  startsAt: Date | null;
  endsAt: Date | null;
}

export interface RuleRow extends RuleFields {
  ruleId: number;
  pageId: string;
  createdAt: Date;
  updatedAt: Date;
  accepted: number;
  waiting: number;
  skipped: number;
  failed: number;
}

export const MAX_RULES = 100;

export const listActiveRules = (
  tx: Tx,
  workspaceId: string,
  pageIds: readonly string[],
): Promise<(MatchableRule & { pageId: string })[]> =>
  many(
    tx,
    sql<MatchableRule & { pageId: string }>`
      select page_id as "pageId", rule_id as "ruleId", post_id as "postId", keywords, starts_at as "startsAt",
             ends_at as "endsAt"
        from comment_rules
       where workspace_id = ${workspaceId} and page_id = any(${[...pageIds]}::text[]) and archived_at is null and is_active`,
  );

const columns = sql`
  r.rule_id as "ruleId", r.page_id as "pageId", r.name, r.post_id as "postId", r.keywords, r.message,
  r.is_active as "isActive", r.starts_at as "startsAt", r.ends_at as "endsAt", r.created_at as "createdAt",
  r.updated_at as "updatedAt", counted.*
  from comment_rules r cross join lateral (
    select count(*) filter (where p.state = 'accepted') as accepted,
           count(*) filter (where p.state in ('pending', 'sending', 'unknown')) as waiting,
           count(*) filter (where p.state = 'skipped') as skipped,
           count(*) filter (where p.state = 'failed') as failed
      from private_replies p where p.workspace_id = r.workspace_id and p.rule_id = r.rule_id) counted`;

export const listRules = (db: Db, workspaceId: string, pageId: string): Promise<RuleRow[]> =>
  many(
    db,
    sql<RuleRow>`select ${columns} where r.workspace_id = ${workspaceId} and r.page_id = ${pageId} and r.archived_at is null
                  order by r.rule_id limit ${MAX_RULES}`,
  );

export const findRule = (db: Db, workspaceId: string, ruleId: number): Promise<RuleRow | undefined> =>
  maybeOne(
    db,
    sql<RuleRow>`select ${columns} where r.workspace_id = ${workspaceId} and r.rule_id = ${ruleId} and r.archived_at is null`,
  );

/** undefined: the Page has as many rules as it may. */
export async function insertRule(
  tx: Tx,
  of: { workspaceId: string; pageId: string; now: Date },
  rule: RuleFields,
): Promise<number | undefined> {
  const row = await maybeOne(
    tx,
    sql<{ rule_id: number }>`
      insert into comment_rules (workspace_id, page_id, name, post_id, keywords, message, is_active, starts_at, ends_at,
                                 created_at, updated_at)
      select ${of.workspaceId}, ${of.pageId}, ${rule.name}, ${rule.postId}, ${[...rule.keywords]}::text[],
             ${jsonb(rule.message)}, ${rule.isActive}, ${rule.startsAt}::timestamptz, ${rule.endsAt}::timestamptz,
             ${of.now}::timestamptz, ${of.now}::timestamptz
       where (select count(*) from comment_rules where workspace_id = ${of.workspaceId} and page_id = ${of.pageId}
                 and archived_at is null) < ${MAX_RULES}
      returning rule_id`,
  );
  return row?.rule_id;
}

/** Whether there was one. */
export async function updateRule(
  tx: Tx,
  of: { workspaceId: string; ruleId: number; now: Date },
  rule: RuleFields,
): Promise<boolean> {
  const changed = await execute(
    tx,
    sql`update comment_rules
           set name = ${rule.name}, post_id = ${rule.postId}, keywords = ${[...rule.keywords]}::text[],
               message = ${jsonb(rule.message)}, is_active = ${rule.isActive}, starts_at = ${rule.startsAt},
               ends_at = ${rule.endsAt}, updated_at = ${of.now}
         where workspace_id = ${of.workspaceId} and rule_id = ${of.ruleId} and archived_at is null`,
  );
  return changed === 1;
}

/** It answers nothing any more; its replies stay in the log. */
export async function archiveRule(
  tx: Tx,
  { workspaceId, ruleId, now }: { workspaceId: string; ruleId: number; now: Date },
): Promise<boolean> {
  const changed = await execute(
    tx,
    sql`update comment_rules set archived_at = ${now}, is_active = false
         where workspace_id = ${workspaceId} and rule_id = ${ruleId} and archived_at is null`,
  );
  return changed === 1;
}

export async function pageExists(db: Db, workspaceId: string, pageId: string): Promise<boolean> {
  const { found } = await one(
    db,
    sql<{ found: boolean }>`
      select exists (select from pages where workspace_id = ${workspaceId} and page_id = ${pageId} and state <> 'disconnected') as found`,
  );
  return found;
}
