// What is asked of the people: the filters of the targets and some an operator would build, each with the statement a person
// would write by hand on the same tables.
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { type GroupFilter, segmentFilter } from '../../src/segments/filter.contract.ts';

export interface Question {
  /** The name of its figure. */
  name: string;
  filter: GroupFilter;
  /** Counts the same people. */
  byHand: RawBuilder<{ people: number }>;
}

const all = (...filters: object[]): GroupFilter =>
  segmentFilter.parse({ kind: 'group', match: 'all', filters });
const any = (...filters: object[]) => ({ kind: 'group', match: 'any', filters });
const attribute = (name: string, op: string, value?: unknown) => ({
  kind: 'attribute',
  attribute: name,
  op,
  ...(value !== undefined && { value }),
});

const people = (condition: RawBuilder<unknown>) => sql<{ people: number }>`
  select count(*) as people from profiles p where p.workspace_id = ${DEFAULT_WORKSPACE} and ${condition}`;
const did = (event: string, having: RawBuilder<unknown>, where = sql``) => sql<{ people: number }>`
  select count(*) as people from (
    select profile_id from events where workspace_id = ${DEFAULT_WORKSPACE} and name = ${event} ${where}
     group by profile_id having ${having}) who`;

export const QUESTIONS: Question[] = [
  {
    name: 'attribute',
    filter: all(
      attribute('ps_id', 'exists'),
      attribute('city', 'is', 'City 7'),
      any(attribute('plan', 'is', 'gold'), attribute('ltv', 'greater', 500)),
    ),
    byHand: people(sql`btrim(attributes ->> 'ps_id') <> '' and attributes ->> 'city' = 'City 7'
      and (attributes ->> 'plan' = 'gold' or (attributes ->> 'ltv')::numeric > 500)`),
  },
  {
    name: 'event',
    filter: all({
      kind: 'event',
      event: 'Purchased',
      did: true,
      at_least: 2,
      within_days: 30,
      where: [attribute('price', 'greater', 100)],
    }),
    byHand: did(
      'Purchased',
      sql`count(*) >= 2`,
      sql`and occurred_at > now() - interval '30 days' and (attributes ->> 'price')::numeric > 100`,
    ),
  },
  {
    name: 'broad_attribute',
    filter: all(attribute('plan', 'is', 'free')),
    byHand: people(sql`attributes ->> 'plan' = 'free'`),
  },
  {
    name: 'broad_event',
    filter: all({ kind: 'event', event: 'Viewed', did: true, at_least: 5 }),
    byHand: did('Viewed', sql`count(*) >= 5`),
  },
  {
    name: 'lapsed',
    filter: all(
      attribute('ps_id', 'exists'),
      { kind: 'event', event: 'Purchased', did: true },
      { kind: 'event', event: 'Purchased', did: false, within_days: 30 },
    ),
    byHand: people(sql`btrim(attributes ->> 'ps_id') <> ''
      and exists (select from events e where e.workspace_id = p.workspace_id and e.profile_id = p.profile_id and e.name = 'Purchased')
      and not exists (select from events e where e.workspace_id = p.workspace_id and e.profile_id = p.profile_id
                         and e.name = 'Purchased' and e.occurred_at > now() - interval '30 days')`),
  },
];
