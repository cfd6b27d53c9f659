// The second evidence about an unanswered call: the person's conversation, read through the Conversations API. Asked only
// when echoes cannot tell (the Page is not subscribed to them, or nothing was sent since), because it allows two calls a
// second (messenger-platform §6).
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { addMs } from '../kit/clock.ts';
import { readGraphTime } from '../messenger/graph-time.ts';
import { takeConversationTurn } from '../pages/page.conversations.ts';
import type { PageAccess } from '../pages/pages.ts';
import { listKnownMids, type OpenQuestion, settleFound, takeQuestion } from './conversation.queries.ts';
import type { LaneNeeds } from './lane.needs.ts';
import type { LaneKey } from './lane.queries.ts';

/** An attempt whose message is not in the conversation. */
export interface Absent {
  deliveryId: number;
  attempt: number;
}

/** A back-fill takes the turns that are left, so one of ours is never further away than a few of others' look-ups. */
const LONGEST_TURN_MS = 2_000;
/** Details are given for the 20 newest messages of a thread (messenger-platform §8.2). */
const NEWEST = 20;
/** The platform writes whole seconds, by its own clock; within these bounds a message of the Page is taken for the call's. */
const SURELY_BEFORE_MS = 5_000;
const SURELY_AFTER_MS = 60_000;
/** So far our clock may be off. A message nobody knows in this span, outside those bounds, could be the call's: nothing is proven. */
const CLOCK_SKEW_MS = 300_000;

const message = z.object({
  id: z.string(),
  created_time: z.string(),
  from: z.object({ id: z.string() }).optional(),
});
const reply = z.object({
  data: z.array(z.object({ messages: z.object({ data: z.array(message) }).optional() })),
});

/**
 * Looks one unknown outcome up, at most; `waitMs` is how long echoes were given first. Returns the delivery whose absence
 * is proven, or null: nothing to ask, found and settled, or not to be told.
 */
export async function askConversation(
  needs: LaneNeeds,
  lane: LaneKey,
  page: PageAccess,
  waitMs: number,
): Promise<Absent | null> {
  const now = needs.clock.now();
  const question = await takeQuestion(needs.db, lane, {
    now,
    waitMs,
    nextAt: addMs(now, needs.graceMs),
  });
  if (question === undefined) return null;
  const turn = await takeConversationTurn(needs.db, lane.workspaceId, page.pageId, LONGEST_TURN_MS);
  if (turn === null) return null; // it is asked for again when its grace has passed once more
  if (turn > 0) await sleep(turn);
  const answer = await needs.graph.get(
    `/${page.pageId}/conversations`,
    {
      platform: 'messenger',
      user_id: question.psid,
      fields: `messages.limit(${NEWEST}){id,created_time,from}`,
    },
    { token: page.accessToken, appSecret: page.appSecret },
    reply,
  );
  const messages = answer.kind === 'ok' ? answer.data.data[0]?.messages?.data : undefined;
  if (messages === undefined) return null; // no such thread, or no answer: that proves nothing
  return judge(needs, lane, { page, question, messages });
}

async function judge(
  needs: LaneNeeds,
  lane: LaneKey,
  {
    page,
    question,
    messages,
  }: { page: PageAccess; question: OpenQuestion; messages: z.output<typeof message>[] },
): Promise<Absent | null> {
  const { pageId } = page;
  const startedMs = question.startedAt.getTime();
  const since = messages.filter(({ created_time }) => timeOf(created_time) >= startedMs - CLOCK_SKEW_MS);
  const byPage = since.filter((one) => one.from === undefined || one.from.id === pageId);
  const mids = byPage.map(({ id }) => id);
  const known = await listKnownMids(needs.db, lane, { pageId, psid: question.psid, mids });
  const strangers = byPage.filter(({ id }) => !known.has(id));
  // A thread with more messages since than are shown may hold it further back.
  if (strangers.length === 0)
    return since.length < NEWEST ? { deliveryId: question.deliveryId, attempt: question.attempt } : null;
  const found = strangers.findLast((one) => {
    const afterMs = timeOf(one.created_time) - startedMs;
    return one.from !== undefined && afterMs >= -SURELY_BEFORE_MS && afterMs <= SURELY_AFTER_MS;
  }); // newest first: the earliest one
  if (found === undefined) return null;
  if (question.ambiguous) return null;
  const { deliveryId, attempt } = question;
  const at = new Date(timeOf(found.created_time));
  await settleFound(needs.db, lane, { deliveryId, attempt, mid: found.id, at, now: needs.clock.now() });
  return null;
}

/** NaN for what is no instant: it is then neither before nor after anything. */
const timeOf = (text: string): number => readGraphTime(text)?.getTime() ?? Number.NaN;
