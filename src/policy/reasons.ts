// What each refusal of the policy means, and who can do what about it: shown before publishing and in the report.
import type { Explanation } from '../messenger/graph-errors.ts';
import type { PolicyReason } from './rules.ts';

type Terms = Pick<Explanation, 'who' | 'again' | 'does'>;

const UNSENT = 'Does not call Facebook, which would refuse it.';
const THEIR_MOVE: Terms = {
  who: 'person',
  again: 'once_written',
  does: 'Does not send it, or holds it until the person writes, as the campaign says.',
};
const BLOCKED: Terms = { who: 'person', again: 'no', does: 'Leaves the person out until they write.' };
/** Everybody would be refused alike: another campaign is needed. */
const WRONG_MESSAGE: Terms = { who: 'you', again: 'no', does: UNSENT };

export const POLICY_REASONS: Record<PolicyReason, Explanation> = {
  blocked: {
    ...BLOCKED,
    title: 'Cannot be reached: blocked the Page or turned its messages off',
    remedy: 'Nothing can be sent until the person writes to the Page again.',
  },
  window_closed: {
    ...THEIR_MOVE,
    title: 'The 24-hour window is closed',
    remedy:
      'Hold the message until the person next writes, or send an approved utility template (messaging_type UTILITY).',
  },
  window_unknown: {
    ...THEIR_MOVE,
    title: 'Is not known to have written to the Page',
    remedy: 'The person must write first; until then only an approved utility template may be sent.',
  },
  tag_retired: {
    ...WRONG_MESSAGE,
    title: 'The message tag was switched off by Facebook on 2026-04-27',
    remedy: 'Remove the tag and send within the window, or use an approved utility template.',
  },
  tag_unknown: {
    ...WRONG_MESSAGE,
    title: 'Facebook does not accept this message tag',
    remedy: 'Remove the tag and use messaging_type RESPONSE or UPDATE within the window.',
  },
  tag_missing: {
    ...WRONG_MESSAGE,
    title: 'messaging_type MESSAGE_TAG needs a tag',
    remedy: 'Use messaging_type RESPONSE or UPDATE; no tag is left that a campaign may use for its messages.',
  },
  tag_people_only: {
    ...WRONG_MESSAGE,
    title: 'HUMAN_AGENT is only for messages a person writes by hand',
    remedy: 'A campaign may not use it. Remove the tag.',
  },
  tag_needs_feedback_template: {
    ...WRONG_MESSAGE,
    title: 'CUSTOMER_FEEDBACK goes only with the customer_feedback template',
    remedy: 'Send the feedback template, or remove the tag.',
  },
  utility_needs_template: {
    ...WRONG_MESSAGE,
    title: 'messaging_type UTILITY goes only with an approved utility template',
    remedy: 'Name the template under message.template, or use messaging_type RESPONSE within the window.',
  },
  messaging_type_unknown: {
    ...WRONG_MESSAGE,
    title: 'Facebook does not know this messaging_type',
    remedy: 'Use RESPONSE, UPDATE or UTILITY.',
  },
};

/** Words for a refusal's key; null when the key is not the policy's. */
export function explainPolicyReason(key: string): Explanation | null {
  return Object.hasOwn(POLICY_REASONS, key) ? POLICY_REASONS[key as PolicyReason] : null;
}
