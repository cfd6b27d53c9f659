// Filters in plain words.
import { expect, test } from 'vitest';
import { type GroupFilter, segmentFilter } from './filter.contract.ts';
import { describeFilter } from './sentence.ts';

const x = (rest: object) => ({ kind: 'attribute', attribute: 'city', ...rest });
const event = (rest: object) => ({ kind: 'event', event: 'purchase', ...rest });
const group = (match: 'all' | 'any', ...filters: object[]) => ({ kind: 'group', match, filters });

test.each<[object, string]>([
  [group('all'), 'Everybody'],
  [group('any'), 'Nobody'],
  [group('all', x({ op: 'exists' })), 'People who have city'],
  [group('all', x({ op: 'not_exists' })), 'People who have no city'],
  [group('all', x({ op: 'is', value: 'Brno' })), 'People whose city is “Brno”'],
  [group('all', x({ op: 'is_not', value: true })), 'People whose city is not true'],
  [group('all', x({ op: 'not_contains', value: 'rn' })), 'People whose city does not contain “rn”'],
  [group('all', x({ op: 'greater', value: 5 })), 'People whose city is more than 5'],
  [
    group('all', x({ op: 'less', value: '2026-11-22T10:30:00+01:00' })),
    'People whose city is before 2026-11-22 09:30 UTC',
  ],
  [group('all', x({ op: 'between', from: 1, to: 2 })), 'People whose city is between 1 and 2'],
  [group('all', x({ op: 'in_last_days', days: 1 })), 'People whose city was in the last day'],
  [group('all', event({ did: true })), 'People who did purchase'],
  [
    group('all', event({ did: true, at_least: 2, within_days: 30 })),
    'People who did purchase at least 2 times in the last 30 days',
  ],
  [group('all', event({ did: false })), 'People who did not do purchase ever'],
  [group('all', event({ did: false, at_least: 3 })), 'People who did not do purchase at least 3 times'],
  [
    group(
      'all',
      x({ op: 'exists' }),
      group('any', event({ did: true }), event({ did: false, within_days: 7 })),
    ),
    'People who have city and (who did purchase or who did not do purchase in the last 7 days)',
  ],
])('%j', (filter, sentence) => expect(describeFilter(segmentFilter.parse(filter))).toBe(sentence));

test('is bounded', () => {
  const long = x({ op: 'is', value: 'y'.repeat(900) });
  const filter = segmentFilter.parse(group('all', long, long, long)) as GroupFilter;
  expect(describeFilter(filter)).toHaveLength(2000);
});
