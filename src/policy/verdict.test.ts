// The rules as a table: message, person, day, and what may happen.
import { describe, expect, test } from 'vitest';
import { RULES } from './rules.ts';
import { CLOSING_MARGIN_MS, decide, explainPolicyReason, type Question } from './verdict.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const HOUR_MS = 3_600_000;
const ago = (hours: number, now = NOW): Date => new Date(now.getTime() - hours * HOUR_MS);

interface Case {
  type?: string;
  tag?: string | null;
  template?: string | null;
  wrote?: Date | null;
  blocked?: Date | null;
  optedOut?: Date | null;
  now?: Date;
}
const ask = ({
  type = 'RESPONSE',
  tag = null,
  template = null,
  wrote = null,
  blocked = null,
  optedOut = null,
  now = NOW,
}: Case) =>
  decide({
    now,
    messagingType: type,
    tag,
    template,
    person: { lastUserActionAt: wrote, blockedAt: blocked, optedOutAt: optedOut },
  });
const refused = (reason: string) => ({ kind: 'refuse', reason });
const CLOSED = { kind: 'outside_window', reason: 'window_closed' };
const UNKNOWN = { kind: 'outside_window', reason: 'window_unknown' };

describe('the standard window', () => {
  test.each(['RESPONSE', 'UPDATE', ''])(
    'messaging type "%s" goes within 24 hours, until the margin',
    (type) => {
      const wrote = ago(3);
      const until = new Date(wrote.getTime() + 24 * HOUR_MS - CLOSING_MARGIN_MS);
      expect(ask({ type, wrote })).toEqual({ kind: 'send', route: 'response', until });
      expect(ask({ type, wrote, now: new Date(until.getTime() - 1) })).toMatchObject({ kind: 'send' });
      expect(ask({ type, wrote, now: until })).toEqual(CLOSED);
      expect(ask({ type, wrote: ago(30) })).toEqual(CLOSED);
      expect(ask({ type })).toEqual(UNKNOWN);
    },
  );

  test('the margin is configuration', () => {
    const question: Question = {
      now: NOW,
      messagingType: 'RESPONSE',
      tag: null,
      template: null,
      person: { lastUserActionAt: ago(23.99), blockedAt: null },
    };
    expect(decide(question)).toEqual(CLOSED);
    expect(decide({ ...question, closingMarginMs: 0 })).toMatchObject({
      kind: 'send',
      until: new Date(ago(23.99).getTime() + 24 * HOUR_MS),
    });
  });
});

describe('message tags', () => {
  const before = new Date('2026-04-26T23:59:59Z');
  const after = new Date('2026-04-27T00:00:00Z');

  test.each(['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'])(
    '%s ended on 2026-04-27, also inside the window',
    (tag) => {
      expect(ask({ type: 'MESSAGE_TAG', tag, now: before })).toEqual({
        kind: 'send',
        route: 'tag',
        until: null,
      });
      expect(ask({ type: 'MESSAGE_TAG', tag, now: after })).toEqual(refused('tag_retired'));
      expect(ask({ type: 'MESSAGE_TAG', tag, wrote: ago(1) })).toEqual(refused('tag_retired'));
    },
  );

  test.each<[string, Case, unknown]>([
    ['HUMAN_AGENT is for people', { tag: 'HUMAN_AGENT', wrote: ago(1) }, refused('tag_people_only')],
    [
      '… whatever the messaging type says',
      { type: 'RESPONSE', tag: 'HUMAN_AGENT', wrote: ago(1) },
      refused('tag_people_only'),
    ],
    [
      'feedback within 7 days',
      { tag: 'CUSTOMER_FEEDBACK', template: 'customer_feedback', wrote: ago(160) },
      {
        kind: 'send',
        route: 'feedback',
        until: new Date(ago(160).getTime() + 168 * HOUR_MS - CLOSING_MARGIN_MS),
      },
    ],
    [
      'feedback after 7 days',
      { tag: 'CUSTOMER_FEEDBACK', template: 'customer_feedback', wrote: ago(169) },
      CLOSED,
    ],
    ['feedback to somebody unknown', { tag: 'CUSTOMER_FEEDBACK', template: 'customer_feedback' }, UNKNOWN],
    [
      'feedback without its template',
      { tag: 'CUSTOMER_FEEDBACK', template: 'generic', wrote: ago(1) },
      refused('tag_needs_feedback_template'),
    ],
    ['a tag that went in 2020', { tag: 'SHIPPING_UPDATE', wrote: ago(1) }, refused('tag_unknown')],
    ['no tag at all', { tag: null, wrote: ago(1) }, refused('tag_missing')],
  ])('%s', (_name, given, expected) => expect(ask({ type: 'MESSAGE_TAG', ...given })).toEqual(expected));
});

test.each<[string, Case, unknown]>([
  [
    'a utility template needs no window',
    { type: 'UTILITY', template: 'utility' },
    { kind: 'send', route: 'utility', until: null },
  ],
  ['UTILITY without a template', { type: 'UTILITY', wrote: ago(1) }, refused('utility_needs_template')],
  [
    'UTILITY before it existed',
    { type: 'UTILITY', template: 'utility', now: new Date('2025-07-28') },
    refused('messaging_type_unknown'),
  ],
  ['an invented type', { type: 'PROMOTION', wrote: ago(1) }, refused('messaging_type_unknown')],
  ['a blocked person, in the window', { wrote: ago(2), blocked: ago(1) }, refused('blocked')],
  ['a person who opted out, in the window', { wrote: ago(2), optedOut: ago(30) }, refused('opted_out')],
  ['blocked comes first', { blocked: ago(1), optedOut: ago(2) }, refused('blocked')],
  [
    'an opt-out stands before whatever is wrong with the message',
    { type: 'PROMOTION', optedOut: ago(1) },
    refused('opted_out'),
  ],
  [
    'a blocked person, by utility template',
    { type: 'UTILITY', template: 'utility', blocked: ago(1) },
    refused('blocked'),
  ],
])('%s', (_name, given, expected) => expect(ask(given)).toEqual(expected));

describe('the table of rules', () => {
  const aboutOf = ({ tags = [], types = [], recipients = [] }: (typeof RULES)[number]) => [
    ...tags,
    ...types,
    ...recipients,
  ];
  const days = [...new Set(RULES.flatMap((rule) => [rule.from, rule.until]))].filter((day) => day !== null);

  test('never has two rules for one tag or type on one day', () => {
    const overlaps = RULES.flatMap((one, at) =>
      RULES.slice(at + 1).filter((other) => {
        const shared = aboutOf(one).filter((name) => aboutOf(other).includes(name));
        const apart = (one.until ?? '9') <= (other.from ?? '0') || (other.until ?? '9') <= (one.from ?? '0');
        return shared.length > 0 && !apart;
      }),
    );
    expect(overlaps).toEqual([]);
  });

  test('is dated by days and every refusal is explained', () => {
    for (const day of days) expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    const reasons = RULES.flatMap(({ conditions }) =>
      conditions.flatMap((condition) => ('otherwise' in condition ? [condition.otherwise] : [])),
    );
    for (const reason of reasons) expect(explainPolicyReason(reason)?.title).toBeTruthy();
    expect(explainPolicyReason('http_404')).toBeNull();
    expect(explainPolicyReason('constructor')).toBeNull();
  });
});
