// Comments and echoes out of the webhooks: which comments a rule answers, and that a reply arrived. Called where webhooks are
// applied, with every event of one workspace. The same events again change nothing, and a removal counts whenever it comes.
import { z } from 'zod';
import type { Tx } from '../kit/db.ts';
import { notify } from '../kit/wake.ts';
import type { WebhookEvent } from '../messenger/webhook-events.ts';
import { chooseRule } from './comment-rule.match.ts';
import { listActiveRules } from './comment-rule.queries.ts';
import { findInstallationId } from './installation.queries.ts';
import { readReplyMetadata } from './private-reply.message.ts';
import {
  PRIVATE_REPLY_WORKER,
  type SeenComment,
  settleByEcho,
  storeComments,
} from './private-reply.queries.ts';

/** A comment on a post of the Page (webhooks of the field `feed`); `from` needs a permission and may be missing. */
const feedChange = z.object({
  field: z.literal('feed'),
  value: z.object({
    item: z.literal('comment'),
    verb: z.enum(['add', 'edited', 'edit', 'remove', 'hide']),
    comment_id: z.string().min(1).max(200),
    post_id: z.string().max(200).optional(),
    from: z.object({ id: z.coerce.string().max(200), name: z.string().max(500).optional() }).optional(),
    message: z.string().optional(),
  }),
});

/** Longer comments are cut: what they are matched by and quoted from. */
const MAX_COMMENT = 2000;

export async function applyPrivateReplies(
  tx: Tx,
  workspaceId: string,
  /** In the order of their own time. */
  events: readonly WebhookEvent[],
  now: Date,
): Promise<void> {
  await applyComments(
    tx,
    workspaceId,
    events.filter(({ kind }) => kind === 'feed'),
    now,
  );
  await applyEchoes(
    tx,
    workspaceId,
    events.filter(({ kind, metadata }) => kind === 'echo' && metadata !== undefined),
  );
}

async function applyComments(
  tx: Tx,
  workspaceId: string,
  events: readonly WebhookEvent[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return;
  const rules = Map.groupBy(
    await listActiveRules(tx, workspaceId, [...new Set(events.map(({ pageId }) => pageId))]),
    ({ pageId }) => pageId,
  );
  const seen = new Map<string, SeenComment>();
  for (const event of events) {
    const comment = readComment(event);
    const ofPage = rules.get(event.pageId);
    if (!comment || !ofPage) continue;
    const key = `${comment.pageId}:${comment.commentId}`;
    const before = seen.get(key);
    if (before?.isGone) continue;
    // A change does not make the comment younger.
    const at = before?.at ?? comment.at;
    const ruleId = chooseRule(ofPage, { ...comment, at })?.ruleId ?? null;
    seen.set(key, { ...comment, at, ruleId });
  }
  if (seen.size === 0) return;
  await storeComments(tx, workspaceId, [...seen.values()], now);
  await notify(tx, PRIVATE_REPLY_WORKER);
}

/** undefined: no comment, or one of the Page itself. */
function readComment({ pageId, payload, occurredAt }: WebhookEvent): Omit<SeenComment, 'ruleId'> | undefined {
  const parsed = feedChange.safeParse(payload);
  if (!parsed.success) return undefined;
  const { verb, comment_id, post_id, from, message } = parsed.data.value;
  if (from?.id === pageId) return undefined;
  return {
    pageId,
    commentId: comment_id,
    isGone: verb === 'remove' || verb === 'hide',
    postId: post_id ?? null,
    fromId: from?.id ?? null,
    fromName: from?.name ?? null,
    text: (message ?? '').slice(0, MAX_COMMENT).toWellFormed(),
    at: occurredAt,
  };
}

async function applyEchoes(tx: Tx, workspaceId: string, echoes: readonly WebhookEvent[]): Promise<void> {
  const ofReplies = echoes.flatMap(({ pageId, psid, mid, metadata, occurredAt }) => {
    const name = readReplyMetadata(metadata);
    return name === null || psid === null || mid === undefined
      ? []
      : [{ ...name, pageId, psid, mid, at: occurredAt }];
  });
  if (ofReplies.length === 0) return;
  const ours = await findInstallationId(tx);
  await settleByEcho(
    tx,
    workspaceId,
    ofReplies.filter(({ installationId }) => installationId === ours),
  );
}
