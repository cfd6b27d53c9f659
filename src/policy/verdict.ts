// May this message go to this person now, and by which route? Pure: the rules are data (`rules.ts`), time is an argument.
import { type PolicyReason, type Route, RULES, type Rule } from './rules.ts';

export { explainPolicyReason, POLICY_REASONS } from './reasons.ts';
export type { PolicyReason, Route } from './rules.ts';

/**
 * The window is taken as closed this much before it is. A message is judged, then waits its turn at up to 300 a second,
 * and the platform judges again by its own clock: one judged in the last moments would be refused there (10/2018278).
 */
export const CLOSING_MARGIN_MS = 2 * 60_000;

export interface Question {
  now: Date;
  /** '' when the message has none; the platform takes that for RESPONSE. */
  messagingType: string;
  tag: string | null;
  /** template_type of the message, 'utility' for a utility template, null for none. */
  template: string | null;
  person: {
    /** null: not known to have written to this Page. */
    lastUserActionAt: Date | null;
    /** When the platform said the person cannot be reached; null since they last wrote. */
    blockedAt: Date | null;
  };
  /** Default: CLOSING_MARGIN_MS. */
  closingMarginMs?: number;
}

export type Verdict =
  /** `until`: when this answer ends; null: it does not end by time. */
  | { kind: 'send'; route: Route; until: Date | null }
  /** Waiting does not help (of `blocked`: until the person writes). */
  | { kind: 'refuse'; reason: PolicyReason }
  /** The message may go as soon as the person writes. */
  | { kind: 'outside_window'; reason: 'window_closed' | 'window_unknown' };

/** The verdict of the platform's rules of the day of `now`. */
export function decide(question: Question): Verdict {
  if (question.person.blockedAt !== null) return { kind: 'refuse', reason: 'blocked' };
  const rule = findRule(question);
  if (typeof rule === 'string') return { kind: 'refuse', reason: rule };
  const { condition, route } = rule;
  switch (condition.kind) {
    case 'never':
      return { kind: 'refuse', reason: condition.reason };
    case 'any_time':
      return { kind: 'send', route, until: null };
    case 'template':
      if (question.template !== condition.template) return { kind: 'refuse', reason: condition.otherwise };
      return { kind: 'send', route, until: null };
    case 'window_with_template':
      if (question.template !== condition.template) return { kind: 'refuse', reason: condition.otherwise };
      return withinWindow(question, route, condition.lengthMs);
    case 'window':
      return withinWindow(question, route, condition.lengthMs);
  }
}

/** A tag decides before the type does: the platform reads a tagged message as MESSAGE_TAG, whatever else it says. */
function findRule(question: Question): Rule | PolicyReason {
  const { messagingType, tag, now } = question;
  const inForce = RULES.filter((rule) => isInForce(rule, now));
  if (tag !== null) return inForce.find((rule) => rule.tags?.includes(tag)) ?? 'tag_unknown';
  if (messagingType === 'MESSAGE_TAG') return 'tag_missing';
  return inForce.find((rule) => rule.types?.includes(messagingType)) ?? 'messaging_type_unknown';
}

function isInForce(rule: Rule, now: Date): boolean {
  const begun = rule.from === null || now >= new Date(rule.from);
  return begun && (rule.until === null || now < new Date(rule.until));
}

function withinWindow(question: Question, route: Route, lengthMs: number): Verdict {
  const { lastUserActionAt } = question.person;
  if (lastUserActionAt === null) return { kind: 'outside_window', reason: 'window_unknown' };
  const marginMs = question.closingMarginMs ?? CLOSING_MARGIN_MS;
  const until = new Date(lastUserActionAt.getTime() + lengthMs - marginMs);
  if (question.now >= until) return { kind: 'outside_window', reason: 'window_closed' };
  return { kind: 'send', route, until };
}
