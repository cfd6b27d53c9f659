// The judge is judged: books that agree give no findings, and every way in which they can disagree is found.
import { expect, test } from 'vitest';
import { type Books, compare, FAULTS, type Finding, type LedgerRow, type Sent } from './compare.ts';

const PAGE = '10';

/** Two people, each messaged once: the first at the first attempt, the second at the third. */
function goodBooks(): { people: { pageId: string; psid: string }[]; ledger: LedgerRow[]; record: Sent[] } {
  const row = (deliveryId: number, attempts: number): LedgerRow => ({
    deliveryId,
    campaignId: 7,
    pageId: PAGE,
    psid: `${deliveryId}00`,
    state: 'accepted',
    reason: null,
    mid: `m_${deliveryId}`,
    attempts,
    isEchoed: true,
  });
  const send = (deliveryId: number, attempt: number): Sent => ({
    pageId: PAGE,
    psid: `${deliveryId}00`,
    mid: `m_${deliveryId}`,
    metadata: `talaria:inst:7:${deliveryId}:${attempt}`,
    at: '2026-11-22T10:00:00.000Z',
  });
  return {
    people: [
      { pageId: PAGE, psid: '100' },
      { pageId: PAGE, psid: '200' },
    ],
    ledger: [row(1, 1), row(2, 3)],
    record: [send(1, 1), send(2, 3)],
  };
}

test('books that agree give no findings', () => {
  expect(compare(goodBooks())).toEqual([]);
});

type Change = (books: ReturnType<typeof goodBooks>) => void;
const first = (books: ReturnType<typeof goodBooks>): LedgerRow => books.ledger[0]!;

const CHANGES: [string, Change, Finding['fault'][]][] = [
  ['an accepted row is deleted', (books) => books.ledger.shift(), ['not_in_ledger', 'stray']],
  [
    'a row stands twice',
    (books) => books.ledger.push({ ...first(books), deliveryId: 9 }),
    ['twice_in_ledger'],
  ],
  [
    'a message was sent again',
    (books) => books.record.push({ ...books.record[0]!, mid: 'm_9', metadata: 'talaria:inst:7:1:2' }),
    ['messaged_again', 'other_mid'],
  ],
  ['a send is missing', (books) => books.record.shift(), ['not_messaged', 'accepted_unsent']],
  [
    'a row waits',
    (books) => Object.assign(first(books), { state: 'pending' }),
    ['not_settled', 'sent_unaccepted'],
  ],
  [
    'a row is unknown and nothing was sent',
    (books) => {
      Object.assign(first(books), { state: 'unknown', mid: null });
      books.record.shift();
    },
    ['not_messaged', 'not_settled'],
  ],
  [
    'an outcome was given up, though the message went out',
    (books) => Object.assign(first(books), { state: 'failed', reason: 'unknown_outcome' }),
    ['unknown_outcome', 'sent_unaccepted'],
  ],
  [
    'a row failed',
    (books) => {
      Object.assign(first(books), { state: 'failed', reason: '1200', mid: null });
      books.record.shift();
    },
    ['not_messaged', 'not_sent'],
  ],
  ['the message id differs', (books) => Object.assign(first(books), { mid: 'm_x' }), ['other_mid']],
  ['the attempt differs', (books) => Object.assign(first(books), { attempts: 2 }), ['other_attempt']],
  ['the echo never came', (books) => Object.assign(first(books), { isEchoed: false }), ['not_echoed']],
  ['the metadata is missing', (books) => Object.assign(books.record[0]!, { metadata: null }), ['stray']],
  [
    'the messages of two people are exchanged',
    ({ record: [one, two] }) => {
      [one!.metadata, two!.metadata] = [two!.metadata, one!.metadata];
    },
    ['stray', 'stray'],
  ],
  [
    'somebody nobody knows was messaged',
    (books) => books.record.push({ ...books.record[0]!, psid: '999' }),
    ['stray'],
  ],
];

test.each(CHANGES)('found: %s', (_title, change, faults) => {
  const books = goodBooks();
  change(books);
  expect(compare(books satisfies Books).map((finding) => finding.fault)).toEqual(faults);
});

test('every fault has a case', () => {
  expect([...new Set(CHANGES.flatMap(([, , faults]) => faults))].sort()).toEqual(Object.keys(FAULTS).sort());
});
