// The SQL of filters as a file in the repository, so that a review sees what a change does to it.
import { join } from 'node:path';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely';
import { expect, test } from 'vitest';
import { compileFilter, compilePeople, type FilterScope } from './compile.ts';
import { type GroupFilter, segmentFilter } from './filter.contract.ts';
import { BLANK_CHARACTERS, DATE_TIME } from './filter.values.ts';
import { EXAMPLES } from './testing/examples.ts';

const SCOPE: FilterScope = {
  workspaceId: 'w',
  now: new Date('2026-11-22T12:00:00.000Z'),
  timeZone: 'Europe/Prague',
  valueAttributes: new Map([['purchase', 'price']]),
  indexed: new Set(['city', 'ltv']),
};

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

/** The statement in one line, and its parameters in the next. */
function show(query: RawBuilder<unknown>): string {
  const { sql, parameters } = query.compile(offline);
  return `${sql.replace(/\s+/g, ' ').trim()}\n   -- ${parameters.map(showParameter).join(', ')}`;
}

/** The condition for a few people; where they differ also that for everybody, and the query for the set. */
function showWays(name: string, filter: GroupFilter): string {
  const few = show(compileFilter(filter, { ...SCOPE, reach: 'few' }));
  const everybody = show(compileFilter(filter, { ...SCOPE, reach: 'everybody' }));
  const people = show(compilePeople(filter, SCOPE));
  const usual = `select p.profile_id from profiles p where p.workspace_id = $1 and `;
  return [
    `-- ${name}\n${few}`,
    ...(everybody === few ? [] : [`-- ${name}: everybody\n${everybody}`]),
    ...(people.startsWith(usual) ? [] : [`-- ${name}: the set\n${people}`]),
  ].join('\n');
}

test('the SQL stands in the repository', async () => {
  const text = EXAMPLES.map(([name, filter]) => showWays(name, segmentFilter.parse(filter)));
  await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'compile.golden.sql'));
});

test('every op and every fact has an example', () => {
  const text = JSON.stringify(EXAMPLES);
  const listed = JSON.stringify(
    segmentFilter.safeParse({ kind: 'group', match: 'all', filters: [{ kind: 'attribute' }] }),
  );
  const ops = /must be one of: ([a-z_, ]+)/.exec(listed)?.[1]?.split(', ') ?? [];
  expect(ops.length).toBeGreaterThan(30);
  expect(ops.filter((op) => !text.includes(`"op":"${op}"`))).toEqual([]);
});

test('a segment that was not written out is refused', () => {
  const filter = segmentFilter.parse({
    kind: 'group',
    match: 'all',
    filters: [{ kind: 'segment', segment_id: 'seg_1', is_in: true }],
  });
  expect(() => compileFilter(filter, SCOPE)).toThrow('seg_1 is to be written out');
});
