// The people and events the filters are asked about: 25 attributes each, two thirds with a PSID; ten events a person over 90
// days. Made in the database from the number of the row, so that every run has the same.
import { sql } from 'kysely';
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { type Db, execute } from '../../src/kit/db.ts';
import { withoutIndexes } from '../kit/fast-load.ts';
import { pageId } from '../kit/names.ts';

export const EVENTS_A_PERSON = 10;

/** Rows a statement, so that one transaction does not hold all of the log. */
const STEP = 200_000;

// Multiplied by a large prime and cut: numbers that look thrown, and are the same everywhere.
const thrown = (prime: number, sides: number) =>
  sql`(n::bigint * ${sql.lit(prime)} / 13 % ${sql.lit(sides)})`;

/** 25 attributes; format() and one cast cost a seventh of jsonb_build_object. City 7 is that of one person in a hundred. */
const attributes = sql`(format(
  '{%s"city": "City %s", "plan": "%s", "ltv": %s, "first_name": "First%s", "last_name": "Last%s", "email": "user%s@example.org",
    "phone": "+4207%s", "country": "%s", "language": "%s", "gender": "%s", "birthday": "%s", "signed_up_at": "%s", "orders": %s,
    "points": %s, "newsletter": %s, "vip": %s, "store": "Store %s", "tags": ["t%s", "t%s"], "last_order_at": "%s", "browser": "%s",
    "os": "%s", "size": "%s", "score": %s, "nps": %s}',
  case when n % 3 <> 0 then '"ps_id": "' || (1000000000000000 + n) || '", ' end,
  ${thrown(7919, 100)}, (array['free','silver','free','gold','free','silver','free','gold','free','silver'])[${thrown(104729, 10)} + 1],
  (${thrown(15485863, 100000)} / 100.0)::numeric(8,2), ${thrown(1299709, 5000)}, ${thrown(32452843, 20000)}, n, 10000000 + n,
  (array['CZ','SK','DE','PL','AT'])[n % 5 + 1], (array['cs','sk','de','pl'])[n % 4 + 1], (array['f','m'])[n % 2 + 1],
  to_char(timestamp '1950-01-01' + ${thrown(49979687, 20000)} * interval '1 day', 'YYYY-MM-DD"T00:00:00.000Z"'),
  to_char(now() at time zone 'UTC' - ${thrown(67867967, 900)} * interval '1 day', 'YYYY-MM-DD"T08:00:00.000Z"'),
  ${thrown(86028121, 40)}, ${thrown(122949823, 5000)}, (n % 2 = 0)::text, (n % 50 = 0)::text, ${thrown(141650939, 200)}, n % 20, n % 31,
  to_char(now() at time zone 'UTC' - ${thrown(160481183, 120)} * interval '1 day', 'YYYY-MM-DD"T09:30:00.000Z"'),
  (array['chrome','safari','firefox'])[n % 3 + 1], (array['android','ios','windows'])[n % 3 + 1], (array['S','M','L','XL'])[n % 4 + 1],
  ${thrown(179424673, 1000)}, n % 11))::jsonb`;

/** Half are views; one in ten is a purchase, with a price up to 200. */
const eventName = sql`(array['Viewed','Viewed','Viewed','Viewed','Viewed','Added','Added','Searched','Opened','Purchased'])[${thrown(982451653, 10)} + 1]`;

/** Fills an empty, migrated database. */
export async function fillWorld(db: Db, people: number): Promise<void> {
  await withoutIndexes(db, ['profiles', 'identities', 'events', 'event_totals'], async () => {
    await inSteps(people, (from, to) =>
      execute(
        db,
        sql`insert into profiles (workspace_id, customer_id, attributes)
            select ${DEFAULT_WORKSPACE}, 'c' || n, ${attributes} from generate_series(${from}::int, ${to}::int) n`,
      ),
    );
    await execute(
      db,
      sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at, enriched_at)
          select ${DEFAULT_WORKSPACE}, ${pageId(1)}, attributes ->> 'ps_id', profile_id, 'webhook', now(),
                 now() - (profile_id * 7919 % 864000) * interval '1 s', now()
            from profiles where attributes ? 'ps_id'`,
    );
    await fillEvents(db, people);
  });
  await execute(
    db,
    sql`insert into attributes (workspace_id, name, type)
        select ${DEFAULT_WORKSPACE}, key, min(case jsonb_typeof(value) when 'boolean' then 'boolean' when 'number' then 'number'
                                               when 'array' then 'array' else 'string' end)
          from (select attributes from profiles limit 100) few, jsonb_each(attributes) group by key`,
  );
  await execute(db, sql`vacuum (analyze) profiles, identities, events, event_totals`);
}

/** In the order of their time, as they would have come. Some people do more than others. */
async function fillEvents(db: Db, people: number): Promise<void> {
  const events = people * EVENTS_A_PERSON;
  await inSteps(events, (from, to) =>
    execute(
      db,
      sql`
      insert into events (workspace_id, profile_id, name, occurred_at, source, attributes, value)
      select ${DEFAULT_WORKSPACE}, (${people} * ((n::bigint * 2654435761 / 7 % 1000003) / 1000003.0) ^ 1.3)::int % ${people} + 1,
             name, now() - interval '90 days' * (1 - n / ${events}::float8), 'api',
             (case name when 'Purchased' then format('{"price": %s, "sku": "S%s"}', price, n % 500)
                        else format('{"sku": "S%s", "category": "C%s"}', n % 500, n % 20) end)::jsonb,
             case name when 'Purchased' then price end
        from (select n, ${eventName} as name, (n % 20000) / 100.0 as price
                from generate_series(${from}::int, ${to}::int) n) as thrown`,
    ),
  );
  await execute(
    db,
    sql`insert into event_names (workspace_id, name, value_attribute)
        select distinct ${DEFAULT_WORKSPACE}, name, case name when 'Purchased' then 'price' end
          from (select name from events limit 1000) as few`,
  );
  await execute(
    db,
    sql`insert into event_totals (workspace_id, name, profile_id, times, valued, first_at, last_at, value_sum, value_min, value_max)
        select workspace_id, name, profile_id, count(*), count(value), min(occurred_at), max(occurred_at), coalesce(sum(value::numeric), 0), min(value), max(value)
          from events group by workspace_id, name, profile_id`,
  );
}

async function inSteps(count: number, step: (from: number, to: number) => Promise<unknown>): Promise<void> {
  for (let from = 1; from <= count; from += STEP) await step(from, Math.min(count, from + STEP - 1));
}
