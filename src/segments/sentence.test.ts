// Filters in plain words: all of the examples as a text in the repository, to be read aloud, and what is particular.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type GroupFilter, segmentFilter } from './filter.contract.ts';
import { describeFilter, type NameOf } from './sentence.ts';
import { EXAMPLES } from './testing/examples.ts';

const city = (rest: object) => ({ kind: 'attribute', attribute: 'city', ...rest });
const event = (rest: object) => ({ kind: 'event', event: 'purchase', ...rest });
const group = (match: 'all' | 'any' | 'none', ...filters: object[]) => ({ kind: 'group', match, filters });

const NAMES: Record<string, string> = {
  cmp_7: 'Spring',
  lst_4: 'Visitors of the fair',
  lnk_3: 'Poster',
  '101': 'Shop',
};
const nameOf: NameOf = (_kind, id) => NAMES[id];

test('every example reads well', async () => {
  const lines = EXAMPLES.map(([, filter]) => describeFilter(segmentFilter.parse(filter), nameOf));
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'sentence.golden.txt'));
});

test.each<[object, string]>([
  [group('all', city({ op: 'in_last_days', days: 1 })), 'People whose city was in the last day'],
  [group('all', event({ did: false, at_least: 3 })), 'People who did not do purchase at least 3 times'],
  [group('all', event({ did: false })), 'People who did not do purchase ever'],
  [
    group('all', event({ did: true, at_least: 2, at_most: 5, where: [city({ op: 'exists' })] })),
    'People who did purchase (that have city) 2 to 5 times',
  ],
  [
    group('all', city({ op: 'any_of', values: Array.from({ length: 1000 }, (_, index) => index) })),
    'People whose city is 0, 1, 2, 3, 4 or 995 more',
  ],
  [
    group(
      'all',
      city({ op: 'exists' }),
      group('any', event({ did: true }), event({ did: false, within_days: 7 })),
    ),
    'People who have city and (who did purchase or who did not do purchase in the last 7 days)',
  ],
  [
    group(
      'all',
      city({ op: 'exists' }),
      group('none', city({ op: 'is', value: 'Brno' }), event({ did: true })),
    ),
    'People who have city and (who are none of: those whose city is “Brno”, those who did purchase)',
  ],
  [
    group('none', { kind: 'segment', segment_id: 'seg_2', is_in: true }),
    'People who are not among those who are in the segment “seg_2”',
  ],
])('%j', (filter, sentence) => expect(describeFilter(segmentFilter.parse(filter))).toBe(sentence));

test('is bounded', () => {
  const long = city({ op: 'is', value: 'y'.repeat(900) });
  const filter = segmentFilter.parse(group('all', long, long, long)) as GroupFilter;
  expect(describeFilter(filter)).toHaveLength(2000);
});
