// What each refusal of the policy means, and who can do what about it: shown before publishing and in the report.
import type { Explanation } from '../messenger/graph-errors.ts';
import type { PolicyReason } from './rule.ts';

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
const THEIR_WISH: Terms = { who: 'person', again: 'no', does: 'Leaves the person out.' };
const SETTLED: Terms = { who: 'nobody', again: 'no', does: UNSENT };
const MENDABLE: Terms = { who: 'you', again: 'once_mended', does: UNSENT };

export const POLICY_REASONS: Record<PolicyReason, Explanation> = {
  blocked: {
    ...BLOCKED,
    title: 'Cannot be reached: blocked the Page or turned its messages off',
    remedy: 'Nothing can be sent until the person writes to the Page again.',
  },
  opted_out: {
    ...THEIR_WISH,
    title: 'Asked not to be messaged',
    remedy: 'Nothing is sent until the person asks for messages again, with START for instance.',
    does: 'Leaves the person out of everything until they opt in again.',
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
  utility_unknown: {
    ...MENDABLE,
    title: 'The Page has no utility template of this name and language',
    remedy: 'Create the template on the Page in this language (Page → Templates), or name another one.',
  },
  utility_not_approved: {
    ...MENDABLE,
    title: 'The utility template is not approved',
    remedy: 'Wait for its approval, or see why it was rejected or paused (Page → Templates).',
  },
  tag_news_only: {
    ...WRONG_MESSAGE,
    title: 'NON_PROMOTIONAL_SUBSCRIPTION is for Pages in the News Page Index only',
    remedy: 'Remove the tag and send within the window, or use an approved utility template.',
  },
  messaging_type_unknown: {
    ...WRONG_MESSAGE,
    title: 'Facebook does not know this messaging_type',
    remedy: 'Use RESPONSE, UPDATE or UTILITY.',
  },
  recipient_unsupported: {
    ...WRONG_MESSAGE,
    title: 'The message is addressed in a way that no rule in force allows',
    remedy: 'Address the person by their PSID: {"recipient":{"id":"…"}}.',
  },
  comment_unknown: {
    ...SETTLED,
    title: 'A private reply needs the comment or post it answers',
    remedy: 'Answer a comment that Facebook reported; others cannot be answered privately.',
  },
  comment_too_old: {
    ...SETTLED,
    title: 'The comment is older than 7 days',
    remedy: null,
  },
  comment_already_replied: {
    ...SETTLED,
    title: 'The comment was answered privately already',
    remedy: 'One message to a comment is all Facebook allows; it goes on when the person answers.',
  },
  comment_of_page: {
    ...SETTLED,
    title: 'The Page wrote the comment itself',
    remedy: null,
  },
  one_time_unsupported: {
    ...WRONG_MESSAGE,
    title: 'One-time notifications are not to be built on any more',
    remedy: 'Send within the window, or use an approved utility template.',
  },
  marketing_region: {
    ...WRONG_MESSAGE,
    title: 'Recurring notifications ended on 2026-02-10 outside AU, the EU, JP, KR and the UK',
    remedy: 'Send within the window. If the Page is in one of these regions, enter its country (Pages).',
  },
  marketing_page_region: {
    ...WRONG_MESSAGE,
    title: 'Paid marketing messages are not offered to businesses in the Page’s country',
    remedy: 'Enter the Page’s country if it is missing (Pages); otherwise send within the window.',
  },
  marketing_person_region: {
    ...SETTLED,
    title: 'Paid marketing messages are not delivered to people in this country',
    remedy: 'Send within the window.',
  },
  marketing_needs_ad_account: {
    ...MENDABLE,
    title: 'Paid marketing messages need an ad account that pays for them',
    remedy: 'Connect an ad account, or send within the window.',
  },
  marketing_no_token: {
    ...SETTLED,
    title: 'The person has not opted in to marketing messages',
    remedy: 'Ask for the opt-in with the template notification_messages, inside the window.',
  },
  marketing_token_expired: {
    ...SETTLED,
    title: 'The opt-in to marketing messages has expired',
    remedy: 'Ask for the opt-in again, inside the window.',
  },
  marketing_stopped: {
    ...THEIR_WISH,
    title: 'Stopped these marketing messages',
    remedy: 'Nothing to mend: the person may resume them in Messenger.',
  },
  marketing_too_soon: {
    ...SETTLED,
    again: 'now',
    title: 'Had a marketing message too short a time ago',
    remedy: 'Send later: recurring notifications once in 48 hours, paid messages once in 12.',
  },
};

/** Words for a refusal's key; null when the key is not the policy's. */
export function explainPolicyReason(key: string): Explanation | null {
  return Object.hasOwn(POLICY_REASONS, key) ? POLICY_REASONS[key as PolicyReason] : null;
}
