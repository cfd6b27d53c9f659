// Comment rules: made, changed, removed and tried out. What they answer is in `private-reply.inbox.ts`.
import type { z } from 'zod';
import { writeAudit } from '../kit/audit.ts';
import type { Clock } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { AppError, conflict, notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type {
  commentRule,
  commentRuleRoutes,
  privateReply,
  RuleInput,
  ruleTrial,
} from './comment-rule.contract.ts';
import { chooseRule } from './comment-rule.match.ts';
import {
  archiveRule,
  findRule,
  insertRule,
  MAX_RULES,
  pageExists,
  type RuleFields,
  type RuleRow,
  updateRule,
} from './comment-rule.queries.ts';
import { checkReply, renderReply } from './private-reply.message.ts';
import type { ReplyRow } from './private-reply.queries.ts';
import { explainReplyReason } from './private-reply.reasons.ts';

interface Needs {
  db: Db;
  clock: Clock;
}

export interface By {
  workspaceId: string;
  actor: string;
}

export async function createRule(
  { db, clock }: Needs,
  by: By,
  pageId: string,
  input: RuleInput,
): Promise<number> {
  const now = clock.now();
  if (!(await pageExists(db, by.workspaceId, pageId))) throw notFound(`connected Page ${pageId}`);
  const rule = readRule(input, now);
  return withTransaction(db, async (tx) => {
    const ruleId = await insertRule(tx, { workspaceId: by.workspaceId, pageId, now }, rule);
    if (ruleId === undefined)
      throw conflict(`A Page has at most ${MAX_RULES} rules.`, 'Remove one that is not needed any more.');
    await note(tx, by, { action: 'comment_rule.created', ruleId, at: now });
    return ruleId;
  });
}

export async function changeRule(
  { db, clock }: Needs,
  by: By,
  ruleId: number,
  input: RuleInput,
): Promise<void> {
  const now = clock.now();
  const rule = readRule(input, now);
  await withTransaction(db, async (tx) => {
    if (!(await updateRule(tx, { workspaceId: by.workspaceId, ruleId, now }, rule))) throw noRule(ruleId);
    await note(tx, by, { action: 'comment_rule.changed', ruleId, at: now });
  });
}

export async function removeRule({ db, clock }: Needs, by: By, ruleId: number): Promise<void> {
  const now = clock.now();
  await withTransaction(db, async (tx) => {
    if (!(await archiveRule(tx, { workspaceId: by.workspaceId, ruleId, now }))) throw noRule(ruleId);
    await note(tx, by, { action: 'comment_rule.removed', ruleId, at: now });
  });
}

/** Refuses with not_found. */
export async function getRule(db: Db, workspaceId: string, ruleId: number): Promise<RuleRow> {
  const rule = await findRule(db, workspaceId, ruleId);
  if (!rule) throw noRule(ruleId);
  return rule;
}

const noRule = (ruleId: number) => notFound(`comment rule ${formatId('rul', ruleId)}`);

const note = (tx: Db, { workspaceId, actor }: By, of: { action: string; ruleId: number; at: Date }) =>
  writeAudit(tx, { workspaceId, actor, action: of.action, subject: formatId('rul', of.ruleId), at: of.at });

/** Refuses a message the platform would refuse, or that nobody could get. */
function readRule(input: RuleInput, now: Date): RuleFields {
  const errors = checkReply(input.message, now).filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first)
    throw new AppError('invalid', `${first.field} ${first.message}`, {
      field: first.field,
      ...(first.remedy !== null && { remedy: first.remedy }),
      issues: errors.map(({ field, message }) => ({ field, message })),
    });
  return {
    name: input.name,
    postId: input.post_id,
    keywords: [...new Set(input.keywords)],
    message: input.message,
    isActive: input.active,
    startsAt: input.starts_at === null ? null : new Date(input.starts_at),
    endsAt: input.ends_at === null ? null : new Date(input.ends_at),
  };
}

type Trial = z.output<typeof ruleTrial>;
type TrialResult = z.input<typeof commentRuleRoutes.preview.reply>;

/** What a rule would do with a comment, by the same functions that do it. */
export function tryRule({ keywords, message, comment, from_name }: Trial, now: Date): TrialResult {
  const rule = { ruleId: 1, postId: null, keywords, startsAt: null, endsAt: null };
  const problems = checkReply(message, now);
  const matches = chooseRule([rule], { postId: null, text: comment, at: now }) !== undefined;
  if (problems.some(({ severity }) => severity === 'error'))
    return { matches, message: null, why_not: null, problems };
  const rendered = renderReply(message, { comment, fromName: from_name, now });
  if (rendered.ok) return { matches, message: rendered.message, why_not: null, problems };
  const { reason, detail } = rendered;
  const about = reason === 'missing_attribute' || detail === null ? reason : `${reason}: ${detail}`;
  return { matches, message: null, why_not: explainReplyReason(about).title, problems };
}

export const showRule = (rule: RuleRow): z.input<typeof commentRule> => ({
  id: formatId('rul', rule.ruleId),
  page_id: rule.pageId,
  name: rule.name,
  post_id: rule.postId,
  keywords: [...rule.keywords],
  message: rule.message,
  active: rule.isActive,
  starts_at: rule.startsAt?.toISOString() ?? null,
  ends_at: rule.endsAt?.toISOString() ?? null,
  counts: {
    accepted: rule.accepted,
    waiting: rule.waiting,
    skipped: rule.skipped,
    failed: rule.failed,
  },
  created_at: rule.createdAt.toISOString(),
  updated_at: rule.updatedAt.toISOString(),
});

export function showReply(row: ReplyRow): z.input<typeof privateReply> {
  const words = row.reason === null ? null : explainReplyReason(row.reason);
  const waits = row.state === 'pending' || row.state === 'unknown';
  return {
    comment_id: row.commentId,
    post_id: row.postId,
    rule: { id: formatId('rul', row.ruleId), name: row.ruleName },
    from_name: row.fromName,
    comment: row.comment,
    commented_at: row.commentedAt.toISOString(),
    state: row.state,
    reason: row.reason,
    title: words?.title ?? null,
    remedy: words?.remedy ?? null,
    due_at: waits ? row.dueAt.toISOString() : null,
    settled_at: row.settledAt?.toISOString() ?? null,
    message: row.message,
    mid: row.mid,
    person_id: row.profileId === null ? null : formatId('prf', row.profileId),
  };
}
