// The SQL of a filter and its plain evaluation pick the same people, whatever people and filter are, and whichever way the SQL is asked.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import type { Database } from '../kit/db.ts';
import { evaluateFilter, type FilteredPerson } from './evaluate.ts';
import type { Filter } from './filter.contract.ts';
import type { Calendar } from './instants.ts';
import { findInAllWays, prepareWorkspace, storeCrowd } from './testing/crowd.ts';
import { filters } from './testing/filters.ts';
import { CALENDARS } from './testing/moments.ts';
import { people } from './testing/people.ts';

const RUNS = 30;
const PEOPLE = 30;
const FILTERS = 50;

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  await prepareWorkspace(database.db);
});
afterAll(() => database.close());

interface Story {
  calendar: Calendar;
  crowd: FilteredPerson[];
  asked: Filter[];
}

const stories: fc.Arbitrary<Story> = fc.constantFrom(...CALENDARS).chain((calendar) =>
  fc.record({
    calendar: fc.constant(calendar),
    crowd: fc.array(people(calendar), { minLength: PEOPLE, maxLength: PEOPLE }),
    asked: fc.array(filters(calendar), { minLength: FILTERS, maxLength: FILTERS }),
  }),
);

let cases = 0;
let found = 0;

async function expectAgreement({ calendar, crowd, asked }: Story): Promise<void> {
  await storeCrowd(database.db, crowd);
  for (const filter of asked) {
    const expected = crowd.flatMap((person, place) =>
      evaluateFilter(person, filter, calendar) ? [place] : [],
    );
    const selected = await findInAllWays(database.db, filter, calendar).catch((error: Error) => {
      throw new Error(`${JSON.stringify(filter)}: ${error.message}`);
    });
    cases += crowd.length;
    found += expected.length;
    for (const [way, places] of Object.entries(selected)) {
      const place = crowd.findIndex((_, index) => places.includes(index) !== expected.includes(index));
      const isIn = { [way]: places.includes(place), plain: expected.includes(place) };
      if (place >= 0) throw new Error(JSON.stringify({ filter, calendar, person: crowd[place], isIn }));
      if (places.length > expected.length)
        throw new Error(`${way} has somebody twice: ${JSON.stringify(filter)}`);
    }
  }
}

/** The one filter and person that disagree, instead of the whole crowd. */
const reporter = (details: fc.RunDetails<[Story]>): void => {
  if (details.failed) throw new Error(`Seed ${details.seed}: ${(details.errorInstance as Error).message}`);
};

test('SQL and plain evaluation agree on who is in', { timeout: 300_000 }, async () => {
  const agreement = fc.asyncProperty(stories, expectAgreement);
  await fc.assert(agreement, { numRuns: RUNS, endOnFailure: true, reporter });
  console.log(
    `${cases.toLocaleString('en')} cases, each in three ways; in ${found.toLocaleString('en')} of them the person is in`,
  );
  expect(cases).toBe(RUNS * PEOPLE * FILTERS);
});
