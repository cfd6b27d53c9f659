// What the platform's answer to a private reply means for its row. Pure; time and chance are arguments.
import { addMs } from '../kit/clock.ts';
import type { GraphAnswer } from '../messenger/graph.ts';
import { explainGraphError, readUsage } from '../messenger/graph-errors.ts';
import { retryDelayMs } from './retry-policy.ts';

export interface ReplySettlement {
  state: 'pending' | 'unknown' | 'accepted' | 'failed' | 'skipped';
  reason: string | null;
  mid: string | null;
  psid: string | null;
  /** pending and unknown: when to look again. */
  dueAt: Date | null;
  /** Whether the call counts as a try; being told to wait does not. */
  counts: boolean;
}

export interface ReplyOutcome {
  settlement: ReplySettlement;
  /** The Page has to wait; `stopsPage`: with everything, not with private replies alone. */
  pause: { until: Date; because: string; stopsPage: boolean } | null;
  needsToken: string | null;
}

export interface SentReply {
  recipient_id?: string | undefined;
  message_id?: string | undefined;
}

export interface OutcomeContext {
  now: Date;
  /** Calls made, this one included. */
  attempts: number;
  /** An earlier call was not answered. */
  mayBeSent: boolean;
  graceMs: number;
  /** In [0, 1). */
  random: number;
}

const ALREADY_REPLIED = 10_900;
/** The limit of private replies alone; the other limits are the Page's. */
const CUSTOM_LIMIT = 613;
/** An unanswered call is asked again so often: the platform refuses a second reply to a comment, so asking tells. */
const UNKNOWN_TRIES = 3;

const settle = (state: ReplySettlement['state'], of: Partial<ReplySettlement> = {}): ReplySettlement => ({
  state,
  reason: null,
  mid: null,
  psid: null,
  dueAt: null,
  counts: true,
  ...of,
});
const only = (settlement: ReplySettlement): ReplyOutcome => ({ settlement, pause: null, needsToken: null });

export function judgeReply(answer: GraphAnswer<SentReply>, context: OutcomeContext): ReplyOutcome {
  if (answer.kind === 'ok')
    return only(
      settle('accepted', { mid: answer.data.message_id ?? null, psid: answer.data.recipient_id ?? null }),
    );
  return answer.kind === 'unreachable' ? only(notAnswered(context)) : judgeRefusal(answer, context);
}

/** Whether it was taken is not known. Its echo tells; without one it is asked again, which the platform refuses if it was. */
export function notAnswered({ now, attempts, graceMs }: OutcomeContext): ReplySettlement {
  if (attempts >= UNKNOWN_TRIES) return settle('failed', { reason: 'unknown_outcome' });
  return settle('unknown', { reason: 'no_answer', dueAt: addMs(now, graceMs) });
}

function judgeRefusal(
  { error, headers }: Extract<GraphAnswer<SentReply>, { kind: 'refused' }>,
  context: OutcomeContext,
): ReplyOutcome {
  const { now, attempts, mayBeSent } = context;
  if (error.code === ALREADY_REPLIED)
    return only(mayBeSent ? settle('accepted') : settle('skipped', { reason: 'comment_already_replied' }));
  const { key, action, waitMs, retryAfterMs } = explainGraphError(error.code, error.subcode);
  const waits = (dueAt: Date) => settle('pending', { reason: key, dueAt, counts: false });
  if (waitMs !== null) {
    const askedMs = (error.remainingSeconds ?? 0) * 1000;
    const until = addMs(now, Math.max(waitMs, askedMs, readUsage(headers)?.regainMs ?? 0));
    const pause = { until, because: key, stopsPage: error.code !== CUSTOM_LIMIT };
    return { settlement: waits(until), pause, needsToken: null };
  }
  switch (action) {
    case 'needs_token':
      return { settlement: waits(now), pause: null, needsToken: key };
    case 'verify_by_echo':
      return only(notAnswered(context));
    case 'retry': {
      const delayMs = retryDelayMs(attempts, retryAfterMs, context.random);
      return only(
        delayMs === null
          ? settle('failed', { reason: key })
          : settle('pending', { reason: key, dueAt: addMs(now, delayMs) }),
      );
    }
    default:
      return only(settle('failed', { reason: key }));
  }
}
