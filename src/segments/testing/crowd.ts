// Generated people in a real database, and who of them a filter finds there.
import { type RawBuilder, sql } from 'kysely';
import { type Db, execute, jsonb, many } from '../../kit/db.ts';
import { parseId } from '../../kit/ids.ts';
import { compileFilter, compilePeople, type FilterScope } from '../compile.ts';
import type { FilteredPerson } from '../evaluate.ts';
import type { Filter } from '../filter.contract.ts';
import { LINKS, LISTS, PAGES, VALUE_ATTRIBUTES } from './people.ts';

const W = 'default';

/** What people refer to: Pages, links, lists. */
export async function prepareWorkspace(db: Db): Promise<void> {
  const statements = [
    sql`insert into workspaces (workspace_id, name) values (${W}, '')`,
    sql`insert into apps (workspace_id, app_id, app_secret, verify_token) values (${W}, '1', '', '')`,
    sql`insert into pages (workspace_id, page_id, app_id, name, access_token)
        select ${W}, x, '1', x, '' from unnest(${PAGES}::text[]) x`,
    sql`insert into entry_links (workspace_id, link_id, page_id, name, ref_code, created_at) overriding system value
        select ${W}, x.* , now() from ${rows(
          LINKS.map((link) => [parseId('lnk', link.id), link.pageId, link.ref, link.ref]),
          'a bigint, b text, c text, d text',
        )}`,
    sql`insert into lists (workspace_id, list_id, name, identifier, created_at) overriding system value
        select ${W}, x, x::text, 'customer_id', now() from unnest(${LISTS.map((id) => parseId('lst', id))}::bigint[]) x`,
    sql`drop index profiles_customer`, // generated people may share a customer_id
  ];
  for (const statement of statements) await execute(db, statement);
}

/** Rows of values as a table expression `x` with these columns. */
function rows(values: readonly (readonly unknown[])[], columns: string): RawBuilder<unknown> {
  const names = columns.split(', ').map((column) => column.split(' ')[0]!);
  const records = values.map((row) => Object.fromEntries(row.map((value, index) => [names[index], value])));
  return sql`jsonb_to_recordset(${jsonb(records)}) as x (${sql.raw(columns)})`;
}

/** Takes the place of whoever was there. The profile ids are 1, 2, 3… */
export async function storeCrowd(db: Db, crowd: readonly FilteredPerson[]): Promise<void> {
  await execute(
    db,
    sql`truncate profiles, identities, consents, events, event_totals, entry_visits, deliveries, responses, list_members cascade`,
  );
  const each = <T>(
    of: (person: FilteredPerson) => readonly T[],
    toRow: (one: T, place: number) => unknown[],
  ) => crowd.flatMap((person, index) => of(person).map((one, place) => [index + 1, ...toRow(one, place)]));
  const people = crowd.map(({ customerId, attributes }, index) => [index + 1, customerId, attributes]);
  await execute(
    db,
    sql`insert into profiles (workspace_id, profile_id, customer_id, attributes) overriding system value
        select ${W}, x.* from ${rows(people, 'a bigint, b text, c jsonb')}`,
  );
  await storeEvents(
    db,
    each(
      ({ events }) => events,
      ({ name, occurredAt, attributes }) => [name, occurredAt, null, attributes],
    ),
  );
  await storeIdentities(db, crowd);
  await storeDeliveries(db, crowd);
  await execute(
    db,
    sql`insert into list_members (workspace_id, profile_id, list_id)
        select ${W}, x.* from ${rows(
          each(
            ({ lists }) => lists,
            (id) => [parseId('lst', id)],
          ),
          'a bigint, b bigint',
        )}`,
  );
}

/** With their values and totals, as recordEvents keeps them. */
async function storeEvents(db: Db, events: readonly unknown[][]): Promise<void> {
  const value = sql`case when jsonb_typeof(x.e -> (${jsonb(Object.fromEntries(VALUE_ATTRIBUTES))} ->> x.b)) = 'number'
    then (x.e ->> (${jsonb(Object.fromEntries(VALUE_ATTRIBUTES))} ->> x.b))::double precision end`;
  await execute(
    db,
    sql`insert into events (workspace_id, source, profile_id, name, occurred_at, page_id, attributes, value)
        select ${W}, 'api', x.*, ${value} from ${rows(events, 'a bigint, b text, c timestamptz, d text, e jsonb')}`,
  );
  await execute(
    db,
    sql`
    insert into event_totals
      (workspace_id, name, profile_id, times, valued, first_at, last_at, value_sum, value_min, value_max)
    select workspace_id, name, profile_id, count(*), count(value), min(occurred_at), max(occurred_at),
           coalesce(sum(value::numeric), 0), min(value), max(value)
      from events where workspace_id = ${W} group by 1, 2, 3
    on conflict (workspace_id, name, profile_id) do nothing`,
  );
}

async function storeIdentities(db: Db, crowd: readonly FilteredPerson[]): Promise<void> {
  const all = crowd.flatMap(({ identities }, index) =>
    identities.map((identity, place) => ({
      ...identity,
      profileId: index + 1,
      psid: `${index + 1}0${place}`,
    })),
  );
  const times = all.map((one) => [one.lastWroteAt, one.lastReadAt, one.blockedAt, one.optedOutAt]);
  await execute(
    db,
    sql`insert into identities (workspace_id, source, first_seen_at, profile_id, page_id, psid,
          last_user_action_at, last_read_at, blocked_at, opted_out_at)
        select ${W}, 'api', now(), x.* from ${rows(
          all.map(({ profileId, pageId, psid }, index) => [profileId, pageId, psid, ...times[index]!]),
          'a bigint, b text, c text, d timestamptz, e timestamptz, f timestamptz, g timestamptz',
        )}`,
  );
  const yes = all.filter((one) => one.saidYes).map(({ pageId, psid }) => [pageId, psid, psid]);
  await execute(
    db,
    sql`insert into consents (workspace_id, says, said_at, source, words, page_id, psid, dedupe_key)
        select ${W}, 'yes', now(), 'api', '', x.* from ${rows(yes, 'a text, b text, c text')}`,
  );
  const opened = all.flatMap(({ links, pageId, psid }) =>
    links.map((id) => [pageId, psid, `${psid}-${id}`, parseId('lnk', id)]),
  );
  await execute(
    db,
    sql`insert into entry_visits (workspace_id, via, visited_at, is_new, page_id, psid, dedupe_key, link_id)
        select ${W}, 'referral', now(), false, x.* from ${rows(opened, 'a text, b text, c text, d bigint')}`,
  );
  const byLink = (ref: string, links: string[]) =>
    LINKS.some((link) => link.ref === ref && links.includes(link.id));
  const came = all.flatMap(({ profileId, pageId, refs, links }) =>
    refs
      .filter((ref) => !byLink(ref, links))
      .map((ref) => [profileId, 'messenger_referral', new Date(0), pageId, { ref }]),
  );
  await storeEvents(db, came);
}

async function storeDeliveries(db: Db, crowd: readonly FilteredPerson[]): Promise<void> {
  const all = crowd
    .flatMap(({ deliveries }, index) =>
      deliveries.map((delivery, place) => ({ ...delivery, profileId: index + 1, occurrence: place })),
    )
    .map((delivery, index) => ({
      ...delivery,
      id: index + 1,
      campaignId: parseId('cmp', delivery.campaign),
    }));
  await execute(
    db,
    sql`insert into deliveries (workspace_id, lane_id, delivery_id, profile_id, campaign_id, occurrence, state, reason,
          settled_at, delivered_at, read_at) overriding system value
        select ${W}, 'x', x.* from ${rows(
          all.map((one) => [
            ...[one.id, one.profileId, one.campaignId, one.occurrence, one.state, one.reason],
            ...[one.settledAt, one.deliveredAt, one.readAt],
          ]),
          'a bigint, b bigint, c bigint, d int, e text, f text, g timestamptz, h timestamptz, i timestamptz',
        )}`,
  );
  const responses = all.flatMap((one) =>
    one.responses.map(({ kind, at, detail }, place) => [
      one.id,
      one.campaignId,
      kind,
      at,
      detail,
      String(place),
    ]),
  );
  await execute(
    db,
    sql`insert into responses (workspace_id, delivery_id, campaign_id, kind, at, detail, dedupe_key)
        select ${W}, x.* from ${rows(responses, 'a bigint, b bigint, c text, d timestamptz, e text, f text')}`,
  );
}

/** As a condition for a few people, as one for everybody, and as a query for the set. */
export const WAYS = ['few', 'everybody', 'set'] as const;

/** The places in the crowd of those the SQL finds. */
export async function findInCrowd(
  db: Db,
  filter: Filter,
  calendar: Pick<FilterScope, 'now' | 'timeZone'>,
  way: (typeof WAYS)[number],
): Promise<number[]> {
  // As if every attribute had an index: its condition stands beside the plain one and must change nothing. A few people are
  // never asked for by index.
  const indexed = { has: () => way !== 'few' };
  const scope = { workspaceId: W, ...calendar, valueAttributes: VALUE_ATTRIBUTES, indexed };
  const query =
    way === 'set'
      ? compilePeople({ kind: 'group', match: 'all', filters: [filter] }, scope)
      : sql`select p.profile_id from profiles p
             where p.workspace_id = ${W} and (${compileFilter(filter, { ...scope, reach: way })})`;
  const found = await many(db, sql<{ id: number }>`select profile_id as id from (${query}) s order by 1`);
  return found.map(({ id }) => id - 1);
}
