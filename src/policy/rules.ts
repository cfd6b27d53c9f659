// The platform's rules on who may be messaged when, as dated data. When Facebook changes a rule, end the old row and add
// a new one: what is sent on either side of the date is then judged by the rule of its day.
import { LEGACY_REGIONS, PAID_BUSINESS_REGIONS } from './regions.ts';
import { type Condition, DAY_MS, HOUR_MS, type Rule } from './rule.ts';

export type { Condition, PolicyReason, Route, Rule } from './rule.ts';

const RETIRED_TAGS = ['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'] as const;
const RETIRED_ON = '2026-04-27';
const LEGACY_ENDED_ON = '2026-02-10';
const AD_WINDOW_FROM = '2026-09-28';
const STANDARD_TYPES = ['RESPONSE', 'UPDATE', ''] as const;
const STANDARD_WINDOW = { kind: 'window', lengthMs: 24 * HOUR_MS } as const;

const IN_WINDOW: readonly Rule[] = [
  {
    what: 'Anything may be sent within 24 hours of the person’s last action; no messaging type means RESPONSE',
    types: STANDARD_TYPES,
    route: 'response',
    conditions: [STANDARD_WINDOW],
    from: null,
    until: AD_WINDOW_FROM,
    source: 'Messenger Platform, Send messages; Send API reference, messaging_type',
  },
  {
    what: 'Anything may be sent within 24 hours of the person’s last action, and up to 7 days after the first message that follows a Click-to-Messenger ad; no messaging type means RESPONSE',
    types: STANDARD_TYPES,
    route: 'response',
    conditions: [{ ...STANDARD_WINDOW, adLengthMs: 7 * DAY_MS }],
    from: AD_WINDOW_FROM,
    until: null,
    source: 'Messenger Platform, Policy overview (2026-09-28); Send API reference, messaging_type',
    note: 'The API does not tell which window applies: 24 hours unless configured longer; a refusal 10/2018278 is the platform’s correction.',
  },
  {
    what: 'HUMAN_AGENT is for what a person writes by hand, within 7 days of the person’s message; no automation',
    tags: ['HUMAN_AGENT'],
    route: 'human_agent',
    conditions: [
      { kind: 'by_hand', otherwise: 'tag_people_only' },
      { kind: 'window', lengthMs: 7 * DAY_MS },
    ],
    from: null,
    until: null,
    source: 'Messenger Platform, Send API reference, tag',
    note: 'The app needs the feature Human Agent, through App Review.',
  },
  {
    what: 'CUSTOMER_FEEDBACK is for the feedback template, within 7 days',
    tags: ['CUSTOMER_FEEDBACK'],
    route: 'feedback',
    conditions: [
      { kind: 'template', template: 'customer_feedback', otherwise: 'tag_needs_feedback_template' },
      { kind: 'window', lengthMs: 7 * DAY_MS },
    ],
    from: null,
    until: null,
    source: 'Messenger Platform, Customer feedback template',
  },
  {
    what: 'One private reply to a comment or visitor post, within 7 days of it; the conversation goes on only if the person answers',
    recipients: ['comment_id', 'post_id'],
    route: 'private_reply',
    conditions: [{ kind: 'comment', lengthMs: 7 * DAY_MS }],
    from: null,
    until: null,
    source: 'Messenger Platform, Private replies',
  },
];

const WITHOUT_WINDOW: readonly Rule[] = [
  {
    what: 'Utility messages are approved templates and need no window',
    types: ['UTILITY'],
    route: 'utility',
    conditions: [{ kind: 'template', template: 'utility', otherwise: 'utility_needs_template' }],
    from: '2025-07-29',
    until: null,
    source: 'Messenger Platform, Utility messages (2026-03-13)',
    note: 'Began as a beta in the US, VN, TH and PH; reported to be global in 2026. Whether it reaches the EU, UK and JP is not established: the template’s approval and the answer to a test decide.',
  },
  {
    what: 'The tags for events, accounts and purchases opened the window',
    tags: RETIRED_TAGS,
    route: 'tag',
    conditions: [],
    from: '2020-03-04',
    until: RETIRED_ON,
    source: 'Messenger Platform, Changelog',
    note: 'First planned to end on 2026-02-10; some apps were cut then.',
  },
  {
    what: 'The tags for events, accounts and purchases are refused with error 100, in every version',
    tags: RETIRED_TAGS,
    route: 'tag',
    conditions: [{ kind: 'never', otherwise: 'tag_retired' }],
    from: RETIRED_ON,
    until: null,
    source: 'Messenger Platform, Changelog (2026-03-27)',
  },
  {
    what: 'News messages are for Pages registered in the News Page Index',
    tags: ['NON_PROMOTIONAL_SUBSCRIPTION'],
    route: 'news',
    conditions: [{ kind: 'never', otherwise: 'tag_news_only' }],
    from: '2020-03-04',
    until: null,
    source: 'Messenger Platform, Send messages; error 10/2018065',
    note: 'Registration cannot be read through the API, so Talaria does not use it.',
  },
  {
    what: 'One-time notifications: one message for one opt-in. Still documented as a beta; not to be built on',
    recipients: ['one_time_notif_token'],
    route: 'one_time_notification',
    conditions: [{ kind: 'never', otherwise: 'one_time_unsupported' }],
    from: null,
    until: null,
    source: 'Messenger Platform, One-time notification',
    note: 'No date of removal is published.',
  },
];

const LEGACY_TOKEN: Condition = { kind: 'marketing_token', everyMs: 48 * HOUR_MS };
const PAID_CONDITIONS: readonly Condition[] = [
  { kind: 'page_region', countries: PAID_BUSINESS_REGIONS, otherwise: 'marketing_page_region' },
  { kind: 'person_outside', countries: LEGACY_REGIONS, otherwise: 'marketing_person_region' },
  { kind: 'ad_account', otherwise: 'marketing_needs_ad_account' },
];

const MARKETING: readonly Rule[] = [
  {
    what: 'Recurring notifications: with the token of an opt-in, one in 48 hours',
    recipients: ['notification_messages_token'],
    route: 'marketing_legacy',
    conditions: [LEGACY_TOKEN],
    from: null,
    until: LEGACY_ENDED_ON,
    source: 'Messenger Platform, Marketing messages FAQ',
    note: 'No new integrations since 2025-09-01.',
  },
  {
    what: 'Recurring notifications live on in AU, the EU, JP, KR and the UK alone: with the token of an opt-in, one in 48 hours',
    recipients: ['notification_messages_token'],
    route: 'marketing_legacy',
    conditions: [{ kind: 'region', countries: LEGACY_REGIONS, otherwise: 'marketing_region' }, LEGACY_TOKEN],
    from: LEGACY_ENDED_ON,
    until: null,
    source: 'Messenger Platform, Marketing messages FAQ',
    note: 'The same page also says "deprecated on 2026-01-12". Whether the Page’s or the person’s country counts is not said.',
  },
  {
    what: 'Paid marketing messages: an ad account pays, one in 24 hours for each token',
    recipients: ['subscription_token'],
    route: 'marketing_paid',
    conditions: [...PAID_CONDITIONS, { kind: 'marketing_token', everyMs: 24 * HOUR_MS }],
    from: '2025-07-01',
    until: '2025-08-11',
    source: 'Marketing Messages on Messenger, Changelog',
  },
  {
    what: 'Paid marketing messages: an ad account pays, one in 12 hours for each token',
    recipients: ['subscription_token'],
    route: 'marketing_paid',
    conditions: [...PAID_CONDITIONS, { kind: 'marketing_token', everyMs: 12 * HOUR_MS }],
    from: '2025-08-11',
    until: null,
    source: 'Marketing Messages on Messenger (2026-04-17), Send messages (2026-04-13)',
    note: 'Frequency caps since 2026-04-10 (2300042 to 2300044) depend on all of a person’s threads: only Facebook can judge them. A new campaign warms up for one hour.',
  },
];

export const RULES: readonly Rule[] = [...IN_WINDOW, ...WITHOUT_WINDOW, ...MARKETING];
