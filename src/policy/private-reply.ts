// May this comment be answered with a private message now? The same rules and table as every other message.
import type { Addressee, Comment, Verdict } from './question.ts';
import { decide } from './verdict.ts';

export interface PrivateReplyQuestion extends Comment {
  now: Date;
  /** What is known of whoever commented; most are not known by a PSID before they answer. */
  person?: Pick<Addressee, 'blockedAt' | 'optedOutAt'> | undefined;
  closingMarginMs?: number | undefined;
}

/** `send` by the route private_reply until 7 days after the comment, or the reason why not. */
export function decidePrivateReply(question: PrivateReplyQuestion): Verdict {
  const { now, person, closingMarginMs, at, alreadyReplied, byPage } = question;
  return decide({
    now,
    messagingType: '',
    tag: null,
    template: null,
    recipient: 'comment_id',
    comment: { at, alreadyReplied, byPage },
    person: { lastUserActionAt: null, blockedAt: person?.blockedAt ?? null, optedOutAt: person?.optedOutAt },
    closingMarginMs,
  });
}
