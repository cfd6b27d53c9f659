// The SQL of filters as a file in the repository, so that a review sees what a change does to it; and what is refused.
import { join } from 'node:path';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { expect, test } from 'vitest';
import { compileFilter } from './compile.ts';
import { type Filter, type GroupFilter, segmentFilter } from './filter.contract.ts';
import { BLANK_CHARACTERS, DATE_TIME } from './filter.values.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');

const offline = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

function showParameter(value: unknown): string {
  if (value === BLANK_CHARACTERS) return '<blank>';
  if (value === DATE_TIME) return '<date-time>';
  return JSON.stringify(value);
}

test('the SQL stands in the repository', async () => {
  const x = { kind: 'attribute' as const, attribute: 'x' };
  const event = { kind: 'event' as const, event: 'purchase', did: true, at_least: 1, within_days: null };
  const all = (...filters: Filter[]): GroupFilter => ({ kind: 'group', match: 'all', filters });
  const any = (...filters: Filter[]): GroupFilter => ({ kind: 'group', match: 'any', filters });
  const examples: [string, Filter][] = [
    ['everybody', all()],
    ['nobody', any()],
    ['exists', { ...x, op: 'exists' }],
    ['does not exist', { ...x, op: 'not_exists' }],
    ['is a customer', { ...x, attribute: 'customer_id', op: 'exists' }],
    ['is a text', { ...x, op: 'is', value: 'Brno' }],
    ['is not a number', { ...x, op: 'is_not', value: 5 }],
    ['contains', { ...x, op: 'contains', value: 'rn' }],
    ['greater than a number', { ...x, op: 'greater', value: 5 }],
    ['before an instant', { ...x, op: 'less', value: '2026-11-01T00:00:00+01:00' }],
    ['between numbers', { ...x, op: 'between', from: 1, to: 2 }],
    ['between instants', { ...x, op: 'between', from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' }],
    ['in the last days', { ...x, op: 'in_last_days', days: 7 }],
    ['not in the last days', { ...x, op: 'not_in_last_days', days: 7 }],
    ['did', event],
    ['did at least twice in 30 days', { ...event, at_least: 2, within_days: 30 }],
    ['did not do in 30 days', { ...event, did: false, within_days: 30 }],
    ['nested', all({ ...x, op: 'exists' }, any({ ...x, op: 'is', value: true }, all(event)))],
  ];
  const text = examples.map(([name, filter]) => {
    const { sql: statement, parameters } = compileFilter(filter, { workspaceId: 'w', now: NOW }).compile(
      offline,
    );
    const shown = parameters.map((value) => showParameter(value));
    return `-- ${name}: ${shown.join(', ')}\n${statement.replace(/\s+/g, ' ').trim()}\n`;
  });
  await expect(text.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, 'compile.golden.sql'));
});

test('a tree that is too large or too deep is refused', () => {
  const leaf = { kind: 'attribute', attribute: 'x', op: 'exists' };
  const deep = Array.from({ length: 7 }).reduce<unknown>(
    (inner) => ({ kind: 'group', match: 'all', filters: [inner] }),
    leaf,
  );
  const wide = (count: number) => ({
    kind: 'group',
    match: 'all',
    filters: Array.from({ length: count }, () => leaf),
  });
  expect(segmentFilter.safeParse(deep).success).toBe(false);
  expect(segmentFilter.safeParse(wide(100)).success).toBe(true);
  expect(
    segmentFilter.safeParse({ kind: 'group', match: 'any', filters: [wide(60), wide(60)] }).success,
  ).toBe(false);
  expect(segmentFilter.safeParse(leaf).success).toBe(false);
});

test.each([
  [{ op: 'is', value: 'a\0b' }, 'characters no attribute can hold'],
  [{ op: 'contains', value: '\ud800' }, 'characters no attribute can hold'],
  [{ op: 'between', from: 1, to: '2026-11-01T00:00:00Z' }, 'two numbers or two date-times'],
])('a filter the database could not answer is refused: %j', (part, message) => {
  const filter = { kind: 'group', match: 'all', filters: [{ kind: 'attribute', attribute: 'x', ...part }] };
  expect(JSON.stringify(segmentFilter.safeParse(filter).error)).toContain(message);
});
