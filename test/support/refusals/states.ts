// Messages that the platform refuses for what happened before: how it comes to that in the sandbox, what is sent, the answer,
// and what our policy says to the same facts. One row for each such refusal of the reference.
import type { Story } from '../../../simulator/testing/story.ts';
import { decidePrivateReply } from '../../../src/policy/private-reply.ts';
import { decide, type PolicyReason, type Question, type Verdict } from '../../../src/policy/verdict.ts';

/** The day of the story; hours before it are negative ages. */
export const NOW = new Date('2026-11-22T12:00:00Z');
const HOUR_SECONDS = 3600;
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_SECONDS * 1000);

/** What happened, in the sandbox; it gives what the body needs to know, such as a token. */
type Before = (story: Story, psid: string) => Promise<string | undefined>;

export interface RefusedState {
  what: string;
  before: Before;
  /** Sent to the person, unless it says otherwise. */
  body: (known: string, psid: string) => Record<string, unknown>;
  answer: string;
  verdict: Verdict;
  reason: PolicyReason;
}

const text = { message: { text: 'x' } };
const feedback = {
  messaging_type: 'MESSAGE_TAG',
  tag: 'CUSTOMER_FEEDBACK',
  message: {
    attachment: {
      type: 'template',
      payload: {
        template_type: 'customer_feedback',
        title: 'x',
        business_privacy: { url: 'https://shop.dev/privacy' },
        feedback_screens: [{ questions: [{ id: 'q', type: 'csat', title: 'How was it?' }] }],
      },
    },
  },
};
const tagged = (tag: string) => ({ ...text, messaging_type: 'MESSAGE_TAG', tag });
const utility = {
  messaging_type: 'UTILITY',
  message: { template: { name: 'order_update', language: { code: 'en' } } },
};

const asked = (question: Partial<Question>, wroteHoursAgo: number | null = 1): Verdict =>
  decide({
    now: NOW,
    messagingType: 'RESPONSE',
    tag: null,
    template: null,
    ...question,
    person: {
      lastUserActionAt: wroteHoursAgo === null ? null : ago(wroteHoursAgo),
      blockedAt: null,
      ...question.person,
    },
  });
const person = (more: Partial<Question['person']>): Question['person'] => ({
  lastUserActionAt: ago(1),
  blockedAt: null,
  ...more,
});

const wrote: Before = async (story, psid) => {
  await story.act(psid, { type: 'message', text: 'hello' });
  return undefined;
};
const wroteHoursAgo =
  (hours: number): Before =>
  async (story, psid) => {
    await wrote(story, psid);
    await story.advance(hours * HOUR_SECONDS);
    return undefined;
  };
const blockedAs =
  (variant: string): Before =>
  async (story, psid) => {
    await wrote(story, psid);
    await story.act(psid, { type: 'block', variant });
    return undefined;
  };
const setUp =
  (setup: object): Before =>
  async (story, psid) => {
    await wrote(story, psid);
    await story.control('PUT', `/sandbox/pages/${story.page.id}`, { setup });
    return undefined;
  };
const commented: Before = async (story, psid) => (await story.act(psid, { type: 'comment' })).comment_id;
const optedIn =
  (country: string): Before =>
  async (story, psid) => {
    await setUp({ country })(story, psid);
    return (await story.act(psid, { type: 'optin', kind: 'marketing', payload: 'INFO' })).token;
  };
const after =
  (first: Before, then: (story: Story, psid: string, known: string) => Promise<unknown>): Before =>
  async (story, psid) => {
    const known = await first(story, psid);
    await then(story, psid, known ?? '');
    return known;
  };
const byToken = (token: string) => ({ recipient: { notification_messages_token: token }, ...text });
const toComment = (comment_id: string) => ({ recipient: { comment_id }, ...text });
const token = (more: object = {}) => ({
  recipient: 'notification_messages_token',
  page: { country: 'DE', adAccount: false },
  person: person({ marketing: { expiresAt: null, stoppedAt: null, lastSentAt: null, ...more } }),
});
const createTemplate = (story: Story) =>
  story.graph('/v26.0/me/message_templates', {
    name: 'order_update',
    language: 'en',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Your order has left our house.' }],
  });

const row = (
  reason: PolicyReason,
  what: string,
  [before, body, answer]: [Before, RefusedState['body'], string],
  verdict: Verdict,
): RefusedState => ({ what, before, body, answer, verdict, reason });

const WINDOWS: RefusedState[] = [
  row(
    'window_closed',
    'a message after 25 hours',
    [wroteHoursAgo(25), () => text, '10/2018278'],
    asked({}, 25),
  ),
  row(
    'window_unknown',
    'a message to somebody who never wrote',
    [async () => undefined, () => text, '10/2018278'],
    asked({}, null),
  ),
  row(
    'window_closed',
    'feedback after 8 days',
    [wroteHoursAgo(192), () => feedback, '10/2018278'],
    asked({ messagingType: 'MESSAGE_TAG', tag: 'CUSTOMER_FEEDBACK', template: 'customer_feedback' }, 192),
  ),
  row(
    'window_closed',
    'a person’s answer after 8 days',
    [wroteHoursAgo(192), () => tagged('HUMAN_AGENT'), '10/2018278'],
    asked({ messagingType: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', author: 'person' }, 192),
  ),
  row(
    'tag_people_only',
    'HUMAN_AGENT without the feature, which no campaign may use anyway',
    [setUp({ human_agent: false }), () => tagged('HUMAN_AGENT'), '10'],
    asked({ messagingType: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }),
  ),
  row(
    'tag_news_only',
    'news of a Page that is no publisher',
    [wrote, () => tagged('NON_PROMOTIONAL_SUBSCRIPTION'), '10/2018065'],
    asked({ messagingType: 'MESSAGE_TAG', tag: 'NON_PROMOTIONAL_SUBSCRIPTION' }),
  ),
  ...['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'].map((tag) =>
    row(
      'tag_retired',
      `the tag ${tag}`,
      [wrote, () => tagged(tag), '100'],
      asked({ messagingType: 'MESSAGE_TAG', tag }),
    ),
  ),
];

const PEOPLE: RefusedState[] = [
  ...['551/1545041', '200/1545041', '10/2018108', '2'].map((answer) =>
    row(
      'blocked',
      `somebody who blocked the Page, told as ${answer}`,
      [blockedAs(answer), () => text, answer],
      asked({ person: person({ blockedAt: ago(1) }) }),
    ),
  ),
  row(
    'recipient_unsupported',
    'a phone number',
    [wrote, () => ({ recipient: { phone_number: '+15105551234' }, ...text }), '200/2018027'],
    asked({ recipient: 'phone_number' }),
  ),
  row(
    'recipient_unsupported',
    'a log-in without a right',
    [wrote, () => ({ recipient: { login_id: '1' }, ...text }), '100'],
    asked({ recipient: 'login_id' }),
  ),
  row(
    'one_time_unsupported',
    'a one-time token that is none',
    [wrote, () => ({ recipient: { one_time_notif_token: 'x' }, ...text }), '100'],
    asked({ recipient: 'one_time_notif_token' }),
  ),
];

const UTILITY_ASKED = { messagingType: 'UTILITY', template: 'utility' };
const UTILITY: RefusedState[] = [
  row(
    'utility_unknown',
    'a template the Page has not',
    [wrote, () => utility, '100'],
    asked({ ...UTILITY_ASKED, utilityStatus: null }),
  ),
  row(
    'utility_not_approved',
    'a template in review',
    [
      after(wrote, async (story) => {
        await story.control('PUT', '/sandbox/settings', { platform: { template_review: 'manual' } });
        await createTemplate(story);
      }),
      () => utility,
      '100',
    ],
    asked({ ...UTILITY_ASKED, utilityStatus: 'PENDING' }),
  ),
];

const COMMENTS: RefusedState[] = [
  row(
    'comment_unknown',
    'a comment nobody wrote',
    [wrote, () => toComment('1_2'), '100/2534025'],
    asked({ recipient: 'comment_id' }),
  ),
  row(
    'comment_already_replied',
    'a second private reply',
    [
      after(commented, (story, _psid, comment) =>
        story.graph(`/v26.0/${story.page.id}/messages`, toComment(comment)),
      ),
      toComment,
      '10900',
    ],
    decidePrivateReply({ now: NOW, at: ago(1), alreadyReplied: true, byPage: false }),
  ),
  row(
    'comment_too_old',
    'a private reply after 8 days',
    [after(commented, (story) => story.advance(192 * HOUR_SECONDS)), toComment, '10903'],
    decidePrivateReply({ now: NOW, at: ago(192), alreadyReplied: false, byPage: false }),
  ),
];

const MARKETING: RefusedState[] = [
  row(
    'marketing_region',
    'a recurring notification of a Page in the US',
    [optedIn('US'), byToken, '10'],
    asked({ ...token(), page: { country: 'US', adAccount: false } }),
  ),
  row(
    'marketing_no_token',
    'a token nobody gave',
    [wrote, () => byToken('x'), '100'],
    asked({ ...token(), person: person({ marketing: null }) }),
  ),
  row(
    'marketing_token_expired',
    'a token after 200 days',
    [after(optedIn('DE'), (story) => story.advance(200 * 24 * HOUR_SECONDS)), byToken, '100'],
    asked(token({ expiresAt: ago(1) })),
  ),
  row(
    'marketing_stopped',
    'a topic that was stopped',
    [
      after(optedIn('DE'), (story, psid) => story.act(psid, { type: 'optin', kind: 'stop' })),
      byToken,
      '10/1893015',
    ],
    asked(token({ stoppedAt: ago(1) })),
  ),
  row(
    'marketing_too_soon',
    'the second notification of a day',
    [
      after(optedIn('DE'), async (story, _psid, known) => {
        await story.graph(`/v26.0/${story.page.id}/messages`, byToken(known));
        await story.advance(HOUR_SECONDS);
      }),
      byToken,
      '4/2018354',
    ],
    asked(token({ lastSentAt: ago(1) })),
  ),
];

export const REFUSED_STATES: readonly RefusedState[] = [
  ...WINDOWS,
  ...PEOPLE,
  ...UTILITY,
  ...COMMENTS,
  ...MARKETING,
];
