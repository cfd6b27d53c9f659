// What a wrong filter is told, how large a tree may be, and that filters stored by earlier versions mean what they meant.
import { expect, test } from 'vitest';
import { evaluateFilter, type FilteredPerson } from './evaluate.ts';
import { type Filter, segmentFilter } from './filter.contract.ts';

const x = (rest: object) => ({ kind: 'attribute', attribute: 'x', ...rest });
const event = (rest: object) => ({ kind: 'event', event: 'purchase', did: true, ...rest });
const all = (...filters: unknown[]) => ({ kind: 'group', match: 'all', filters });

/** "path: message" of everything that is wrong. */
const problemsOf = (filter: unknown): string[] =>
  (segmentFilter.safeParse(filter).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

test.each<[unknown, string]>([
  [{ kind: 'weather' }, 'filters.0.kind: must be one of: group, attribute, event,'],
  [{}, 'filters.0.kind: must be one of: group, attribute, event,'],
  ['x', 'filters.0: must be a filter: an object'],
  [x({ op: 'resembles' }), 'filters.0.op: must be one of: exists, not_exists, blank, is,'],
  [x({ op: 'is' }), 'filters.0.value: enter a text, a number, true or false'],
  [x({ op: 'any_of', values: [] }), 'filters.0.values: enter a value'],
  [x({ op: 'contains', value: 5 }), 'filters.0.value: enter a text'],
  [
    x({ op: 'greater', value: 'tomorrow' }),
    'filters.0.value: enter a date and time with a zone, like 2026-11-22T09:30:00Z',
  ],
  [x({ op: 'greater', value: true }), 'filters.0.value: enter a number, or a date and time with a zone'],
  [
    x({ op: 'between', from: 1, to: '2026-11-01T00:00:00Z' }),
    'filters.0: needs two numbers or two date-times',
  ],
  [x({ op: 'is', value: 'a\0b' }), 'filters.0.value: has characters no attribute can hold'],
  [x({ op: 'contains', value: '\ud800' }), 'filters.0.value: has characters no attribute can hold'],
  [{ kind: 'attribute', op: 'exists', attribute: ' ' }, 'filters.0.attribute: choose an attribute'],
  [event({ at_least: 3, at_most: 2 }), 'filters.0.at_most: is less than at least 3'],
  [event({ at_least: 0 }), 'filters.0.at_least: at least 0 times is everybody: enter at most'],
  [
    event({ within_days: 1, period: { kind: 'this', unit: 'day' } }),
    'filters.0.period: give within_days or a period, not both',
  ],
  [event({ occasion: 'first' }), 'filters.0.period: choose when'],
  [event({ where: [x({ op: 'is' })] }), 'filters.0.where.0.value: enter a text, a number, true or false'],
  [
    { kind: 'messenger', is: true, page_id: null, fact: 'came_from' },
    'filters.0: choose an entry link or enter a ref',
  ],
  [
    { kind: 'messenger', is: true, page_id: null, fact: 'likes us' },
    'filters.0.fact: must be one of: has_psid,',
  ],
  [{ kind: 'segment', segment_id: '12', is_in: true }, 'filters.0.segment_id: must look like seg_12'],
  [all(x({ op: 'is' })), 'filters.0.filters.0.value: enter a text, a number, true or false'],
])('%j is told what is wrong with it', (filter, problem) => {
  const problems = problemsOf(all(filter));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(problem);
});

test('a tree that is too large or too deep is refused', () => {
  const leaf = x({ op: 'exists' });
  const nest = (depth: number) => Array.from({ length: depth }).reduce<unknown>((inner) => all(inner), leaf);
  const wide = (count: number) => all(...Array(count).fill(leaf));
  expect(problemsOf(nest(6))).toEqual([]);
  expect(problemsOf(nest(7))).toEqual([': is nested 7 deep; at most 6']);
  expect(problemsOf(wide(100))).toEqual([]);
  expect(problemsOf(wide(101))).toEqual(['filters: has more than 100 filters']);
  expect(problemsOf(all(wide(60), wide(60)))).toEqual([': has 120 filters; at most 100']);
  expect(problemsOf(leaf)[0]).toContain('kind: ');
});

/** As version 4 stored them: without any of the keys that came later. */
const STORED = [
  [x({ op: 'exists' }), true],
  [x({ op: 'is', value: 'Brno' }), true],
  [x({ op: 'is', value: 'brno' }), false],
  [x({ op: 'contains', value: 'RN' }), true],
  [x({ op: 'not_contains', value: 'RN' }), false],
  [event({ at_least: 1, within_days: null }), true],
  [event({ at_least: 2, within_days: null }), false],
  [event({ at_least: 1, within_days: 2 }), true],
  [event({ at_least: 1, within_days: 1 }), false],
  [event({ did: false, at_least: 1, within_days: 1 }), true],
  [{ kind: 'group', match: 'any', filters: [] }, false],
  [all(), true],
] as [Filter, boolean][];

const NOW = new Date('2026-11-22T12:00:00.000Z');
const PERSON: FilteredPerson = {
  customerId: null,
  attributes: { x: 'Brno' },
  events: [{ name: 'purchase', occurredAt: new Date('2026-11-21T11:00:00.000Z'), attributes: {} }],
  identities: [],
  deliveries: [],
  lists: [],
};

test.each(STORED)('%j means what it meant, stored as it was or sent again', (filter, isIn) => {
  const sentAgain = segmentFilter.parse(all(filter));
  for (const one of [filter, sentAgain])
    expect(evaluateFilter(PERSON, one, { now: NOW, timeZone: 'UTC' })).toBe(isIn);
});

test('a list of more than 1,000 values is refused', () => {
  const values = Array(1001).fill(1);
  expect(problemsOf(all(x({ op: 'any_of', values })))).toEqual([
    'filters.0.values: has more than 1,000 values',
  ]);
});

test('a sequence without its span is told so', () => {
  const sequence = { kind: 'sequence', did: true, first: { event: 'a' }, next: { event: 'b' } };
  expect(problemsOf(all(sequence)).map((problem) => problem.split(':')[0])).toEqual([
    'filters.0.then',
    'filters.0.within',
  ]);
});
