// Answers comments in private, one message a comment. Its calls are few (750 an hour and Page), so it needs no lane: it asks
// the lane's pause, and tells the lane when the platform stops the Page. What begins is written before the call.
import { z } from 'zod';
import { addMs, type Clock, MINUTE_MS, SECOND_MS } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { Worker } from '../kit/worker.ts';
import type { GraphClient } from '../messenger/graph.ts';
import type { JsonObject } from '../messenger/lossless-json.ts';
import { ensureAttachment } from '../pages/media-attachments.ts';
import { getPageAccess, markNeedsToken } from '../pages/pages.ts';
import { decidePrivateReply } from '../policy/private-reply.ts';
import { applySightings } from '../profiles/sightings.ts';
import { pauseLane } from './lane.queries.ts';
import { listMedia, placeMedia, renderReply, replyBody, replyMetadata } from './private-reply.message.ts';
import { judgeReply, type ReplyOutcome, type ReplySettlement } from './private-reply.outcome.ts';
import {
  beginReplies,
  claimDue,
  type DueReply,
  PRIVATE_REPLY_WORKER,
  postponeReplies,
  type ReplyKey,
  recoverReplies,
  settleReply,
} from './private-reply.queries.ts';

export interface ReplyNeeds {
  db: Db;
  secrets: Secrets;
  graph: GraphClient;
  clock: Clock;
  log: Log;
  installationId: string;
  /** How long an unanswered call waits for its echo. */
  graceMs: number;
}

/** "Private replies: 750 calls an hour and Page" (Messenger rate limiting). */
const CALLS_PER_HOUR = 750;
const BATCH = 10;
const IDLE_MS = SECOND_MS;
/** Longer than any call and an upload before it: whoever began it is gone. */
const CALL_LOST_AFTER_MS = 3 * MINUTE_MS;
const MEDIA_AGAIN_MS = 5 * MINUTE_MS;

const sentReply = z.object({
  recipient_id: z.coerce.string().optional(),
  message_id: z.string().optional(),
});

interface Begun extends ReplyKey {
  message: JsonObject;
  attempts: number;
  mayBeSent: boolean;
}

export function createPrivateReplyWorker(needs: ReplyNeeds): Worker {
  return {
    name: PRIVATE_REPLY_WORKER,
    async step() {
      const { db, clock, graceMs } = needs;
      const startedAt = clock.now();
      await recoverReplies(db, addMs(startedAt, -CALL_LOST_AFTER_MS), addMs(startedAt, graceMs));
      const { claimed, begun } = await beginDue(needs);
      await Promise.all(begun.map((reply) => sendOne(needs, reply)));
      return claimed > 0 ? 'again' : IDLE_MS;
    },
  };
}

/** Takes what is due, skips what may not or cannot be sent, and writes down what will be called. */
function beginDue({ db, clock }: ReplyNeeds): Promise<{ claimed: number; begun: Begun[] }> {
  return withTransaction(db, async (tx) => {
    const now = clock.now();
    const due = await claimDue(tx, { now, limit: BATCH, perHour: CALLS_PER_HOUR });
    const begun: Begun[] = [];
    for (const reply of due) {
      const prepared = prepare(reply, now);
      if (prepared.ok)
        begun.push({
          ...prepared,
          workspaceId: reply.workspaceId,
          pageId: reply.pageId,
          commentId: reply.commentId,
          attempts: reply.attempts + 1,
          mayBeSent: reply.mayBeSent,
        });
      else await settleReply(tx, reply, over(reply, prepared.reason), now);
    }
    await beginReplies(tx, begun, now);
    return { claimed: due.length, begun };
  });
}

const ended = (
  state: ReplySettlement['state'],
  reason: string,
  dueAt: Date | null = null,
): ReplySettlement => ({
  state,
  reason,
  mid: null,
  psid: null,
  dueAt,
  counts: true,
});

/** An unanswered call may have arrived, whatever forbids to ask again. */
const over = (reply: DueReply, reason: string): ReplySettlement =>
  reply.mayBeSent ? ended('failed', 'unknown_outcome') : ended('skipped', reason);

function prepare(
  reply: DueReply,
  now: Date,
): { ok: true; message: JsonObject } | { ok: false; reason: string } {
  if (!reply.isOn) return { ok: false, reason: 'rule_off' };
  const verdict = decidePrivateReply({
    now,
    at: reply.commentedAt,
    alreadyReplied: false,
    byPage: reply.fromId === reply.pageId,
    person: { blockedAt: reply.blockedAt, optedOutAt: reply.optedOutAt },
  });
  if (verdict.kind !== 'send') return { ok: false, reason: verdict.reason };
  const rendered = renderReply(reply.message, { comment: reply.comment, fromName: reply.fromName, now });
  if (rendered.ok) return rendered;
  const { reason, detail } = rendered;
  return {
    ok: false,
    reason: reason === 'missing_attribute' || detail === null ? reason : `${reason}: ${detail}`,
  };
}

async function sendOne(needs: ReplyNeeds, reply: Begun): Promise<void> {
  const { db, clock, graceMs, log } = needs;
  const settlement = await call(needs, reply);
  const { settlement: to, pause, needsToken } = settlement;
  const now = clock.now();
  const { workspaceId, pageId, commentId } = reply;
  await withTransaction(db, async (tx) => {
    // First, because people are locked before anything else: the PSID the platform answers with is known from now on.
    if (to.psid !== null && /^\d{1,32}$/.test(to.psid))
      await applySightings(tx, workspaceId, [
        { pageId, psid: to.psid, seenAt: now, source: 'webhook', userAction: null },
      ]);
    await settleReply(tx, reply, to, now);
    if (pause) await postponeReplies(tx, reply, pause.until);
    if (pause?.stopsPage)
      await pauseLane(tx, { workspaceId, laneId: `page:${pageId}` }, pause.until, pause.because);
  });
  if (needsToken !== null && (await markNeedsToken(db, workspaceId, pageId, needsToken)))
    log.warn({ workspaceId, pageId, key: needsToken }, 'page.token_died');
  log.debug(
    { workspaceId, pageId, commentId, state: to.state, reason: to.reason, graceMs },
    'private_reply.settled',
  );
}

async function call(needs: ReplyNeeds, reply: Begun): Promise<ReplyOutcome> {
  const { db, secrets, graph, clock, installationId, graceMs } = needs;
  const { workspaceId, pageId, commentId, attempts, mayBeSent } = reply;
  let message: JsonObject;
  let access: Awaited<ReturnType<typeof getPageAccess>>;
  try {
    access = await getPageAccess(db, secrets, workspaceId, pageId);
    message = await withMedia(needs, reply);
  } catch (error) {
    // Nothing was called: the Page was disconnected a moment ago, or a file of the message is not to be had now.
    if (!(error instanceof AppError)) throw error;
    const later = {
      ...ended('pending', `media: ${error.message}`, addMs(clock.now(), MEDIA_AGAIN_MS)),
      counts: false,
    };
    return { settlement: later, pause: null, needsToken: null };
  }
  const body = replyBody(commentId, message, replyMetadata(installationId, commentId));
  const answer = await graph.post(
    `/${pageId}/messages`,
    {
      recipient: JSON.stringify(body.recipient),
      messaging_type: body.messaging_type,
      message: JSON.stringify(body.message),
    },
    { token: access.accessToken, appSecret: access.appSecret },
    sentReply,
  );
  return judgeReply(answer, { now: clock.now(), attempts, mayBeSent, graceMs, random: Math.random() });
}

async function withMedia(needs: ReplyNeeds, { workspaceId, pageId, message }: Begun): Promise<JsonObject> {
  const found = new Map<string, string>();
  for (const mediaId of listMedia(message))
    found.set(mediaId, await ensureAttachment(needs, workspaceId, pageId, mediaId));
  return found.size === 0 ? message : placeMedia(message, found);
}
