// The history in words.
import { expect, test } from 'vitest';
import { actorWords, historyWords, partsWords } from './words.ts';

test.each([
  ['campaign.created', {}, 'Created'],
  ['campaign.created', { from: 'cmp_3' }, 'Created as a copy of cmp_3'],
  ['campaign.edited', { fields: ['segment_id', 'message'] }, 'Changed the segment and the message'],
  ['campaign.published', { version: 2 }, 'Published version 2'],
  ['campaign.published', {}, 'Published'],
  [
    'campaign.winner_chosen',
    { variant: 'Warm', because: 'best', confidence: 0.972 },
    'Chose “Warm” as the best, 97 % sure',
  ],
  [
    'campaign.winner_chosen',
    { variant: 'A', because: 'nothing', confidence: null },
    'Chose “A” as the best, the first, since nobody had done anything',
  ],
  [
    'campaign.published',
    { version: 1, requested_by: 'ana@example.org' },
    'Approved and published version 1, as ana@example.org asked',
  ],
  ['campaign.rejected', { note: 'Too long' }, 'Rejected: “Too long”'],
  ['campaign.paused', { because: 'paused: too many blocks' }, 'Paused: too many blocks'],
  ['campaign.sent_again', { people: 1 }, 'Sent again to 1 person'],
  ['campaign.stopped', {}, 'Stopped'],
  ['campaign.something_new', {}, 'Something new'],
])('%s %j: %s', (action, details, words) => {
  expect(historyWords({ action, details })).toBe(words);
});

test('a part is named once, however many of its fields changed', () => {
  expect(partsWords(['message.message.text', 'message.track_links', 'goals.Bought'])).toEqual([
    'the message',
    'the goals',
  ]);
});

test('who it was', () => {
  expect(['system', 'key:shop', 'ana@example.org'].map(actorWords)).toEqual([
    ...['Talaria', 'API key shop', 'ana@example.org'],
  ]);
});
