// The platform's rules on who may be messaged when, as dated data. When Facebook changes a rule, end the old row and add
// a new one: what is sent on either side of the date is then judged by the rule of its day.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The way a message takes. Each has its own conditions. */
export type Route = 'response' | 'utility' | 'feedback' | 'tag' | 'human_agent';

/** What a rule asks of a message, besides that the person can be reached at all. */
export type Condition =
  /** Within so long of the person's last action. */
  | { kind: 'window'; lengthMs: number }
  /** The same, and only with this template. */
  | { kind: 'window_with_template'; lengthMs: number; template: string; otherwise: PolicyReason }
  /** At any time, but only with this template. */
  | { kind: 'template'; template: string; otherwise: PolicyReason }
  | { kind: 'any_time' }
  | { kind: 'never'; reason: PolicyReason };

export type PolicyReason =
  | 'blocked'
  | 'window_closed'
  | 'window_unknown'
  | 'tag_retired'
  | 'tag_unknown'
  | 'tag_missing'
  | 'tag_people_only'
  | 'tag_needs_feedback_template'
  | 'utility_needs_template'
  | 'messaging_type_unknown';

export interface Rule {
  what: string;
  /** The messaging types it is about, or the tags. */
  types?: readonly string[];
  tags?: readonly string[];
  route: Route;
  condition: Condition;
  /** In force from this day on (00:00 UTC); null: always was. */
  from: string | null;
  /** Not in force any more from this day on; null: still is. */
  until: string | null;
  source: string;
}

const RETIRED_TAGS = ['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'] as const;
const RETIRED_ON = '2026-04-27';

export const RULES: readonly Rule[] = [
  {
    what: 'Anything may be sent within 24 hours of the person’s last action; no messaging type means RESPONSE',
    types: ['RESPONSE', 'UPDATE', ''],
    route: 'response',
    // Up to 7 days after a Click-to-Messenger ad since 2026-09-28, but the API does not tell which window applies:
    // the shorter one holds for everybody.
    condition: { kind: 'window', lengthMs: 24 * HOUR_MS },
    from: null,
    until: null,
    source: 'Messenger Platform, Policy overview (2026-09-28); Send API reference, messaging_type',
  },
  {
    what: 'Utility messages are approved templates and need no window',
    types: ['UTILITY'],
    route: 'utility',
    condition: { kind: 'template', template: 'utility', otherwise: 'utility_needs_template' },
    from: '2025-07-29',
    until: null,
    source: 'Messenger Platform, Utility messages (2026-03-13)',
  },
  {
    what: 'The tags for events, accounts and purchases opened the window',
    tags: RETIRED_TAGS,
    route: 'tag',
    condition: { kind: 'any_time' },
    from: '2020-03-04',
    until: RETIRED_ON,
    source: 'Messenger Platform, Changelog',
  },
  {
    what: 'The tags for events, accounts and purchases are refused with error 100, in every version',
    tags: RETIRED_TAGS,
    route: 'tag',
    condition: { kind: 'never', reason: 'tag_retired' },
    from: RETIRED_ON,
    until: null,
    source: 'Messenger Platform, Changelog (2026-03-27)',
  },
  {
    what: 'HUMAN_AGENT is for what a person writes by hand; no automation',
    tags: ['HUMAN_AGENT'],
    route: 'human_agent',
    condition: { kind: 'never', reason: 'tag_people_only' },
    from: null,
    until: null,
    source: 'Messenger Platform, Send API reference, tag',
  },
  {
    what: 'CUSTOMER_FEEDBACK is for the feedback template, within 7 days',
    tags: ['CUSTOMER_FEEDBACK'],
    route: 'feedback',
    condition: {
      kind: 'window_with_template',
      lengthMs: 7 * DAY_MS,
      template: 'customer_feedback',
      otherwise: 'tag_needs_feedback_template',
    },
    from: null,
    until: null,
    source: 'Messenger Platform, Customer feedback template',
  },
];
