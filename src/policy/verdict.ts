// May this message go to this person now, and by which route? Pure: the rules are data (`rules.ts`), time is an argument.
// Asked for every recipient of a preflight and again for every message sent, so it allocates nothing but the verdict.
import { findEpoch } from './in-force.ts';
import type { Question, Verdict } from './question.ts';
import { POLICY_REASONS } from './reasons.ts';
import { type Condition, HOUR_MS, type PolicyReason, type Rule } from './rule.ts';

export type { Addressee, Comment, MarketingToken, Question, Verdict } from './question.ts';
export { explainPolicyReason, POLICY_REASONS } from './reasons.ts';
export type { PolicyReason, Route } from './rule.ts';

/**
 * The window is taken as closed this much before it is. A message is judged, then waits its turn at up to 300 a second,
 * and the platform judges again by its own clock: one judged in the last moments would be refused there (10/2018278).
 */
export const CLOSING_MARGIN_MS = 2 * 60_000;

/** The verdict of the platform's rules of the day of `now`. */
export function decide(question: Question): Verdict {
  const { person } = question;
  if (person.blockedAt !== null) return NO.blocked;
  if (person.optedOutAt != null) return NO.opted_out;
  const rule = findRule(question);
  if (typeof rule === 'string') return NO[rule];
  let untilMs = Number.POSITIVE_INFINITY;
  for (const condition of rule.conditions) {
    const answer = judge(condition, question);
    if (typeof answer === 'string') return NO[answer];
    if (answer < untilMs) untilMs = answer;
  }
  if (question.template === 'utility' && question.utilityStatus !== undefined) {
    if (question.utilityStatus === null) return NO.utility_unknown;
    if (question.utilityStatus !== 'APPROVED') return NO.utility_not_approved;
  }
  const until = untilMs === Number.POSITIVE_INFINITY ? null : new Date(untilMs);
  return { kind: 'send', route: rule.route, until };
}

/** A tag decides before all else: the platform reads a tagged message as MESSAGE_TAG, whatever else it says. */
function findRule({ now, tag, recipient, messagingType }: Question): Rule | PolicyReason {
  const { byTag, byRecipient, byType } = findEpoch(now.getTime());
  if (tag !== null) return byTag.get(tag) ?? 'tag_unknown';
  if (recipient !== undefined && recipient !== 'id')
    return byRecipient.get(recipient) ?? 'recipient_unsupported';
  if (messagingType === 'MESSAGE_TAG') return 'tag_missing';
  return byType.get(messagingType) ?? 'messaging_type_unknown';
}

/** Until when a condition holds, in epoch milliseconds (Infinity: it does not end), or why it does not. */
function judge(condition: Condition, question: Question): number | PolicyReason {
  const { page, person } = question;
  switch (condition.kind) {
    case 'window':
      return judgeWindow(question, condition);
    case 'template':
      return question.template === condition.template ? FOR_EVER : condition.otherwise;
    case 'by_hand':
      return question.author === 'person' ? FOR_EVER : condition.otherwise;
    case 'comment':
      return judgeComment(question, condition.lengthMs);
    case 'region':
      return condition.countries.has(person.country ?? page?.country ?? '') ? FOR_EVER : condition.otherwise;
    case 'page_region':
      return condition.countries.has(page?.country ?? '') ? FOR_EVER : condition.otherwise;
    case 'person_outside':
      return condition.countries.has(person.country ?? '') ? condition.otherwise : FOR_EVER;
    case 'ad_account':
      return page?.adAccount === true ? FOR_EVER : condition.otherwise;
    case 'marketing_token':
      return judgeToken(question, condition.everyMs);
    case 'never':
      return condition.otherwise;
  }
}

const FOR_EVER = Number.POSITIVE_INFINITY;

function judgeWindow(
  { now, person, adWindowHours, closingMarginMs = CLOSING_MARGIN_MS }: Question,
  { lengthMs, adLengthMs = 0 }: { lengthMs: number; adLengthMs?: number },
): number | PolicyReason {
  const actedMs = person.lastUserActionAt?.getTime();
  const adMs = person.adMessageAt?.getTime();
  if (actedMs === undefined && adMs === undefined) return 'window_unknown';
  // A message after an ad is an action too: its window is never shorter than anybody's.
  const adWindowMs = Math.max(Math.min((adWindowHours ?? 0) * HOUR_MS, adLengthMs), lengthMs);
  const closesMs = Math.max(
    actedMs === undefined ? 0 : actedMs + lengthMs,
    adMs === undefined ? 0 : adMs + adWindowMs,
  );
  const untilMs = closesMs - closingMarginMs;
  return now.getTime() < untilMs ? untilMs : 'window_closed';
}

function judgeComment(
  { now, comment, closingMarginMs = CLOSING_MARGIN_MS }: Question,
  lengthMs: number,
): number | PolicyReason {
  if (comment === undefined) return 'comment_unknown';
  if (comment.byPage) return 'comment_of_page';
  if (comment.alreadyReplied) return 'comment_already_replied';
  const untilMs = comment.at.getTime() + lengthMs - closingMarginMs;
  return now.getTime() < untilMs ? untilMs : 'comment_too_old';
}

function judgeToken({ now, person }: Question, everyMs: number): number | PolicyReason {
  const token = person.marketing;
  if (token == null) return 'marketing_no_token';
  if (token.stoppedAt !== null) return 'marketing_stopped';
  if (token.expiresAt !== null && now >= token.expiresAt) return 'marketing_token_expired';
  if (token.lastSentAt !== null && now.getTime() - token.lastSentAt.getTime() < everyMs)
    return 'marketing_too_soon';
  return token.expiresAt?.getTime() ?? FOR_EVER;
}

/** Every refusal, made once. */
const NO: Readonly<Record<PolicyReason, Verdict>> = Object.fromEntries(
  (Object.keys(POLICY_REASONS) as PolicyReason[]).map((reason) => [
    reason,
    Object.freeze(
      reason === 'window_closed' || reason === 'window_unknown'
        ? { kind: 'outside_window', reason }
        : { kind: 'refuse', reason },
    ),
  ]),
) as Record<PolicyReason, Verdict>;
