// The platform by date: for each route and each day around a change, what held and what holds.
import { describe, expect, test } from 'vitest';
import { decidePrivateReply } from './private-reply.ts';
import type { PolicyReason, Route } from './rule.ts';
import { CLOSING_MARGIN_MS, decide, type Question, type Verdict } from './verdict.ts';

const HOUR_MS = 3_600_000;
const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
const before = (now: Date, hours: number): Date => new Date(now.getTime() - hours * HOUR_MS);

/** What is asked, some hours after the person's last action; the days go into it. */
type Asked = Partial<Omit<Question, 'person' | 'now'>> & {
  wroteHoursAgo?: number;
  adHoursAgo?: number;
  token?: { sentHoursAgo?: number; stopped?: true; expired?: true };
  personIn?: string;
};

function ask(day: string, asked: Asked): Verdict {
  const now = noon(day);
  const { wroteHoursAgo, adHoursAgo, token, personIn, ...rest } = asked;
  return decide({
    now,
    messagingType: 'RESPONSE',
    tag: null,
    template: null,
    ...rest,
    person: {
      lastUserActionAt: wroteHoursAgo === undefined ? null : before(now, wroteHoursAgo),
      adMessageAt: adHoursAgo === undefined ? null : before(now, adHoursAgo),
      blockedAt: null,
      country: personIn,
      marketing: token && {
        expiresAt: token.expired ? now : null,
        stoppedAt: token.stopped ? now : null,
        lastSentAt: token.sentHoursAgo === undefined ? null : before(now, token.sentHoursAgo),
      },
    },
  });
}

const outcome = (verdict: Verdict): Route | PolicyReason =>
  verdict.kind === 'send' ? verdict.route : verdict.reason;

const TAGGED: Asked = { messagingType: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' };
const AGENT: Asked = {
  messagingType: 'MESSAGE_TAG',
  tag: 'HUMAN_AGENT',
  author: 'person',
  wroteHoursAgo: 150,
};
const FEEDBACK: Asked = {
  messagingType: 'MESSAGE_TAG',
  tag: 'CUSTOMER_FEEDBACK',
  template: 'customer_feedback',
};
const UTILITY: Asked = { messagingType: 'UTILITY', template: 'utility' };
const LEGACY: Asked = { recipient: 'notification_messages_token', token: {} };
const PAID: Asked = { recipient: 'subscription_token', token: {}, page: { country: 'US', adAccount: true } };
const inside = (country: string | null): Asked['page'] => ({ country, adAccount: true });

describe.each<[string, Asked, Record<string, Route | PolicyReason>]>([
  [
    'an hour after they wrote',
    { wroteHoursAgo: 1 },
    {
      '2019-06-01': 'response',
      '2026-01-01': 'response',
      '2026-04-27': 'response',
      '2026-11-22': 'response',
    },
  ],
  [
    '30 hours after they wrote',
    { wroteHoursAgo: 30 },
    { '2019-06-01': 'window_closed', '2026-04-26': 'window_closed', '2026-11-22': 'window_closed' },
  ],
  [
    '30 hours after an ad, with the longer window configured',
    { wroteHoursAgo: 30, adHoursAgo: 30, adWindowHours: 168 },
    {
      '2026-01-01': 'window_closed',
      '2026-09-27': 'window_closed',
      '2026-09-28': 'response',
      '2026-11-22': 'response',
    },
  ],
  [
    '30 hours after an ad, as it comes',
    { wroteHoursAgo: 30, adHoursAgo: 30 },
    { '2026-09-28': 'window_closed', '2026-11-22': 'window_closed' },
  ],
  [
    '169 hours after an ad, whatever is configured',
    { wroteHoursAgo: 169, adHoursAgo: 169, adWindowHours: 500 },
    { '2026-11-22': 'window_closed' },
  ],
  [
    'an ad alone, and a shorter window configured than everybody’s',
    { adHoursAgo: 20, adWindowHours: 1 },
    { '2026-11-22': 'response' },
  ],
  [
    'an account update by tag',
    TAGGED,
    {
      '2020-03-03': 'tag_unknown',
      '2020-03-04': 'tag',
      '2026-01-01': 'tag',
      '2026-04-26': 'tag',
      '2026-04-27': 'tag_retired',
      '2026-11-22': 'tag_retired',
    },
  ],
  [
    'a person who answers by hand',
    AGENT,
    { '2026-01-01': 'human_agent', '2026-04-27': 'human_agent', '2026-11-22': 'human_agent' },
  ],
  ['the same after 8 days', { ...AGENT, wroteHoursAgo: 192 }, { '2026-11-22': 'window_closed' }],
  [
    'a campaign in the guise of one',
    { ...AGENT, author: 'campaign' },
    { '2026-01-01': 'tag_people_only', '2026-11-22': 'tag_people_only' },
  ],
  [
    'a request for feedback on day 6',
    { ...FEEDBACK, wroteHoursAgo: 140 },
    { '2026-01-01': 'feedback', '2026-11-22': 'feedback' },
  ],
  [
    'news',
    { messagingType: 'MESSAGE_TAG', tag: 'NON_PROMOTIONAL_SUBSCRIPTION' },
    { '2026-01-01': 'tag_news_only', '2026-11-22': 'tag_news_only' },
  ],
  [
    'a utility template',
    UTILITY,
    {
      '2025-07-28': 'messaging_type_unknown',
      '2025-07-29': 'utility',
      '2026-01-01': 'utility',
      '2026-11-22': 'utility',
    },
  ],
  [
    'a recurring notification, nobody knows where',
    LEGACY,
    { '2026-02-09': 'marketing_legacy', '2026-02-10': 'marketing_region', '2026-11-22': 'marketing_region' },
  ],
  [
    '… to a Page in Germany',
    { ...LEGACY, page: inside('DE') },
    { '2026-01-01': 'marketing_legacy', '2026-11-22': 'marketing_legacy' },
  ],
  [
    '… to a Page in the US',
    { ...LEGACY, page: inside('US') },
    { '2026-01-01': 'marketing_legacy', '2026-11-22': 'marketing_region' },
  ],
  [
    '… to somebody in Japan',
    { ...LEGACY, personIn: 'JP', page: inside('US') },
    { '2026-11-22': 'marketing_legacy' },
  ],
  [
    '… 47 hours after the last',
    { ...LEGACY, personIn: 'KR', token: { sentHoursAgo: 47 } },
    { '2026-01-01': 'marketing_too_soon', '2026-11-22': 'marketing_too_soon' },
  ],
  [
    '… 48 hours after the last',
    { ...LEGACY, personIn: 'KR', token: { sentHoursAgo: 48 } },
    { '2026-11-22': 'marketing_legacy' },
  ],
  [
    '… that they stopped',
    { ...LEGACY, personIn: 'GB', token: { stopped: true } },
    { '2026-11-22': 'marketing_stopped' },
  ],
  [
    '… with an expired token',
    { ...LEGACY, personIn: 'AU', token: { expired: true } },
    { '2026-11-22': 'marketing_token_expired' },
  ],
  [
    'a paid message',
    PAID,
    {
      '2025-06-30': 'recipient_unsupported',
      '2025-07-01': 'marketing_paid',
      '2026-01-01': 'marketing_paid',
      '2026-11-22': 'marketing_paid',
    },
  ],
  [
    '… 12 hours after the last',
    { ...PAID, token: { sentHoursAgo: 12 } },
    { '2025-08-10': 'marketing_too_soon', '2025-08-11': 'marketing_paid', '2026-11-22': 'marketing_paid' },
  ],
  [
    '… 11 hours after the last',
    { ...PAID, token: { sentHoursAgo: 11 } },
    { '2026-11-22': 'marketing_too_soon' },
  ],
  ['… of a German business', { ...PAID, page: inside('DE') }, { '2026-11-22': 'marketing_page_region' }],
  [
    '… of a business nobody knows where',
    { ...PAID, page: inside(null) },
    { '2026-11-22': 'marketing_page_region' },
  ],
  ['… to somebody in France', { ...PAID, personIn: 'FR' }, { '2026-11-22': 'marketing_person_region' }],
  [
    '… without an ad account',
    { ...PAID, page: { country: 'US', adAccount: false } },
    { '2026-11-22': 'marketing_needs_ad_account' },
  ],
  [
    '… without an opt-in',
    { recipient: 'subscription_token', page: inside('US') },
    { '2026-11-22': 'marketing_no_token' },
  ],
  [
    'a one-time notification',
    { recipient: 'one_time_notif_token' },
    { '2026-01-01': 'one_time_unsupported', '2026-11-22': 'one_time_unsupported' },
  ],
  [
    'a phone number',
    { recipient: 'phone_number', wroteHoursAgo: 1 },
    { '2026-11-22': 'recipient_unsupported' },
  ],
])('%s', (_name, asked, expected) => {
  test.each(Object.entries(expected))('on %s: %s', (day, result) => {
    expect(outcome(ask(day, asked))).toBe(result);
  });
});

test.each<[string | null | undefined, Route | PolicyReason]>([
  [undefined, 'utility'],
  ['APPROVED', 'utility'],
  [null, 'utility_unknown'],
  ['PENDING', 'utility_not_approved'],
  ['PAUSED', 'utility_not_approved'],
])('a utility template whose status is %s: %s', (utilityStatus, result) => {
  expect(outcome(ask('2026-11-22', { ...UTILITY, utilityStatus }))).toBe(result);
});

test('the window after an ad ends by its own length, less the margin, and never before the standard one', () => {
  const now = noon('2026-11-22');
  const until = (asked: Asked): Date | null => {
    const verdict = ask('2026-11-22', asked);
    return verdict.kind === 'send' ? verdict.until : null;
  };
  const closing = (from: Date, hours: number) =>
    new Date(from.getTime() + hours * HOUR_MS - CLOSING_MARGIN_MS);
  expect(until({ wroteHoursAgo: 1, adHoursAgo: 100, adWindowHours: 168 })).toEqual(
    closing(before(now, 100), 168),
  );
  expect(until({ wroteHoursAgo: 1, adHoursAgo: 160, adWindowHours: 168 })).toEqual(
    closing(before(now, 1), 24),
  );
});

describe('a private reply', () => {
  const now = noon('2026-11-22');
  const question = { now, at: before(now, 100), alreadyReplied: false, byPage: false };
  test.each<[string, object, Route | PolicyReason]>([
    ['to a comment of 100 hours ago', {}, 'private_reply'],
    [
      'to one of 7 days ago, within the margin',
      { at: new Date(now.getTime() - 168 * HOUR_MS + 1) },
      'comment_too_old',
    ],
    [
      '… by the minute',
      { at: new Date(now.getTime() - 168 * HOUR_MS + 1), closingMarginMs: 0 },
      'private_reply',
    ],
    ['to one that was answered', { alreadyReplied: true }, 'comment_already_replied'],
    ['to the Page itself', { byPage: true }, 'comment_of_page'],
    ['to somebody who opted out', { person: { blockedAt: null, optedOutAt: now } }, 'opted_out'],
    ['to somebody who blocked the Page', { person: { blockedAt: now } }, 'blocked'],
  ])('%s', (_name, change, result) => {
    expect(outcome(decidePrivateReply({ ...question, ...change }))).toBe(result);
  });

  test('needs its comment', () => {
    expect(outcome(ask('2026-11-22', { recipient: 'comment_id' }))).toBe('comment_unknown');
  });
});
