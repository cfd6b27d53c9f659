// What is said of goals before a campaign is published: by field, with its remedy.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute } from '../kit/db.ts';
import { campaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { goalProblems } from './check-goals.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(database.db, sql`insert into event_names (workspace_id, name) values ('w', 'Purchase')`);
  await execute(
    database.db,
    sql`insert into event_attributes (workspace_id, event, name, type)
        values ('w', 'Purchase', 'amount', 'number'), ('w', 'Purchase', 'sku', 'string'), ('w', 'Purchase', 'price', 'mixed'),
               ('w', 'Purchase', 'cart', 'object')`,
  );
});
afterAll(() => database.close());

const BOUGHT = { name: 'Bought', event: 'Purchase' };
const check = async (...goals: object[]) => {
  const definition = campaignDefinition.parse({ goals });
  const problems = await goalProblems({ db: database.db } as unknown as CampaignNeeds, 'w', definition);
  return problems.map(({ field, severity, message, remedy }) => [severity, field, message, remedy]);
};
const where = (attribute: string) => ({ where: [{ kind: 'attribute', attribute, op: 'exists' }] });

test('what is known and counts is nothing to speak of', async () => {
  expect(await check()).toEqual([]);
  expect(
    await check(
      { ...BOUGHT, revenue_attribute: 'amount', ...where('sku') },
      { ...BOUGHT, name: 'Large', revenue_attribute: 'cart.total', ...where('cart.total') },
    ),
  ).toEqual([]);
});

test.each([
  [
    { ...BOUGHT, event: 'Purchse' },
    'warning',
    'goals.0.event',
    'No event called Purchse has come yet, so nobody can have reached this goal.',
  ],
  [
    { ...BOUGHT, ...where('colour') },
    'warning',
    'goals.0.where.0.attribute',
    'No Purchase has carried colour yet.',
  ],
  [
    { ...BOUGHT, revenue_attribute: 'sku' },
    'error',
    'goals.0.revenue_attribute',
    'sku of Purchase is a text, and only numbers can be added up.',
  ],
  [
    { ...BOUGHT, revenue_attribute: 'price' },
    'warning',
    'goals.0.revenue_attribute',
    'price is not a number in every Purchase; only numbers are added up.',
  ],
  [
    { ...BOUGHT, revenue_attribute: 'total' },
    'warning',
    'goals.0.revenue_attribute',
    'No Purchase has carried total yet.',
  ],
])('%j', async (goal, severity, field, message) => {
  expect((await check(goal)).map((problem) => problem.slice(0, 3))).toEqual([[severity, field, message]]);
});

test('the remedy names what can be added up; two goals of one name cannot be told apart', async () => {
  expect((await check({ ...BOUGHT, revenue_attribute: 'sku' }))[0]?.[3]).toBe(
    'Choose one that is a number: amount.',
  );
  expect((await check(BOUGHT, { ...BOUGHT, name: 'BOUGHT' })).map(([, field]) => field)).toEqual([
    'goals.1.name',
  ]);
});

test('a definition itself refuses more than five goals, and windows no goal can have', () => {
  const refuse = (...goals: object[]) =>
    campaignDefinition
      .safeParse({ goals })
      .error?.issues.map(({ path, message }) => [path.join('.'), message]);
  const six = Array.from({ length: 6 }, (_, index) => ({ ...BOUGHT, name: `Goal ${index}` }));
  expect(refuse(...six)).toEqual([['goals', 'has more than 5 goals']]);
  expect(refuse({ ...BOUGHT, within_hours: 0 })).toEqual([['goals.0.within_hours', 'must be at least 1']]);
  expect(refuse({ ...BOUGHT, within_hours: 721 })).toEqual([
    ['goals.0.within_hours', 'is more than 30 days'],
  ]);
  expect(refuse({ ...BOUGHT, name: ' ' })).toEqual([['goals.0.name', 'give it a name']]);
});
