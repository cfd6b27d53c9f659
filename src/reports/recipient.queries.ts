// The recipients of a campaign, page by page, and one delivery with its attempts.
import { type RawBuilder, sql } from 'kysely';
import { type Db, many, maybeOne } from '../kit/db.ts';
import { inScope, type OfCampaign, type Scope } from './scope.queries.ts';
import type { VariantPlace } from './variant-names.ts';

export interface RecipientRow {
  deliveryId: number;
  campaignId: number;
  campaignName: string;
  profileId: number;
  personName: string | null;
  customerId: string | null;
  psid: string | null;
  state: string;
  reason: string | null;
  attempts: number;
  mid: string | null;
  dueAt: Date;
  settledAt: Date | null;
  deliveredAt: Date | null;
  readAt: Date | null;
  heldAt: Date | null;
  /** Place in the plan's routes. */
  route: number;
  run: number;
  version: number;
  /** Place in the plan's experiment. */
  variant: number | null;
  /** 0: the person is in the audience of a run. */
  entryId: number;
  /** How often a goal was reached after it. */
  conversions: number;
  revenue: number | null;
  /** Of the last call: see `attempts`. */
  language: string | null;
}

/** With a row of the ledger what stands elsewhere of it. Who was merged into another profile since is that one. */
const detailsOf = (chosen: RawBuilder<unknown>) => sql<RecipientRow>`
  select d.delivery_id as "deliveryId", d.campaign_id as "campaignId", c.name as "campaignName",
         coalesce(m.into_profile_id, d.profile_id) as "profileId",
         coalesce(nullif(p.attributes ->> 'name', ''),
                  nullif(concat_ws(' ', p.attributes ->> 'first_name', p.attributes ->> 'last_name'), '')) as "personName",
         p.customer_id as "customerId", d.psid, d.state, d.reason, d.attempts, d.mid, d.due_at as "dueAt",
         d.settled_at as "settledAt", d.delivered_at as "deliveredAt", d.read_at as "readAt",
         d.held_at as "heldAt", d.route, d.occurrence as run, coalesce(o.version, 1) as version, d.variant, d.entry_id as "entryId",
         reached.conversions, reached.revenue,
         (select a.language from attempts a
           where a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id and a.number = d.attempts) as language
    from (${chosen}) d
    join campaigns c on c.workspace_id = d.workspace_id and c.campaign_id = d.campaign_id
    left join occurrences o on o.workspace_id = d.workspace_id and o.campaign_id = d.campaign_id and o.occurrence = d.occurrence
    left join profile_merges m on m.workspace_id = d.workspace_id and m.from_profile_id = d.profile_id
    left join profiles p on p.workspace_id = d.workspace_id and p.profile_id = coalesce(m.into_profile_id, d.profile_id)
   cross join lateral (select count(*) as conversions, sum(value) as revenue from conversions v
                        where v.workspace_id = d.workspace_id and v.delivery_id = d.delivery_id and not v.is_unsent) reached`;

export interface RecipientFilter {
  state: string | null;
  reason: string | null;
  /** Places of the variant asked for, each in the versions in which it is called so; null: any, or none. */
  variant: readonly VariantPlace[] | null;
  /** Whether a goal was reached after it; null: either. */
  converted: boolean | null;
  /** Conditions on a row `p` of profiles, any of which names whoever is searched for; null: everybody. */
  people: readonly RawBuilder<unknown>[] | null;
  after: number | null;
  limit: number;
}

/** Of more people with the name that was typed the list is gone through instead: there is one in every few rows. */
const MAX_PEOPLE = 10_000;

/**
 * In the order of the people, which is the order they were written in and that of the ledger's unique index: the first
 * page of a campaign of 100,000 among 2,000,000 rows took 600 ms by delivery id, which reads its way through every
 * campaign before it, and takes 2 ms this way.
 */
export async function listRecipients(db: Db, scope: Scope, filter: RecipientFilter): Promise<RecipientRow[]> {
  const { workspaceId } = scope;
  const after = filter.after === null ? undefined : await findPlace(db, workspaceId, filter.after);
  const whose = filter.people === null ? sql`true` : await belongsTo(db, workspaceId, filter.people);
  const order = sql`d.occurrence, d.profile_id, d.page_id, d.entry_id`;
  return many(
    db,
    sql<RecipientRow>`
    ${detailsOf(sql`
      select * from deliveries d
       where d.workspace_id = ${workspaceId} and d.campaign_id = ${scope.campaignId}
         and ${inScope(scope, sql`d.occurrence`)} and ${isAsked(scope, filter)} and ${whose}
         and ${after ? sql`(${order}) > (${after.occurrence}, ${after.profileId}, ${after.pageId}, ${after.entryId})` : sql`true`}
       order by ${order} limit ${filter.limit}`)}
     order by ${order}`,
  );
}

function isAsked(
  of: OfCampaign,
  { state, reason, variant, converted }: RecipientFilter,
): RawBuilder<unknown> {
  const is = [
    state !== null && sql`d.state = ${state}`,
    reason !== null && sql`d.reason = ${reason}`,
    variant !== null && isVariant(of, variant),
    converted !== null && (converted ? reachedGoal(of) : sql`not ${reachedGoal(of)}`),
  ].filter((condition) => condition !== false);
  return is.length === 0 ? sql`true` : sql.join(is, sql` and `);
}

const isVariant = ({ workspaceId, campaignId }: OfCampaign, places: readonly VariantPlace[]) =>
  places.length === 0
    ? sql`false`
    : sql`(${sql.join(
        places.map(
          ({ place, versions }) => sql`
            d.variant = ${place} and d.occurrence in (select v.occurrence from occurrences v
              where v.workspace_id = ${workspaceId} and v.campaign_id = ${campaignId} and v.version = any(${[...versions]}::int[]))`,
        ),
        sql` or `,
      )})`;

/** As `conversions` of a row counts them. */
const reachedGoal = ({ workspaceId, campaignId }: OfCampaign) => sql`
  exists (select from conversions v where v.workspace_id = ${workspaceId} and v.campaign_id = ${campaignId}
             and v.delivery_id = d.delivery_id and not v.is_unsent)`;

/**
 * Whose rows they are: the people are looked for first, each condition in its own index, then their rows in the index of a
 * person's. Where too many are called so, each row asks for its person, until the page is full. Of 1,000,000 people with a
 * delivery each: a name that nobody or 2,000 have 0.4 s, because all names are gone through; one that 140,000 have 35 ms; a PSID
 * or an e-mail address 12 ms (PostgreSQL 18, two busy cores).
 */
async function belongsTo(
  db: Db,
  workspaceId: string,
  people: readonly RawBuilder<unknown>[],
): Promise<RawBuilder<unknown>> {
  const branches = people.map(
    (is) =>
      sql`(select p.profile_id from profiles p where p.workspace_id = ${workspaceId} and ${is} limit ${MAX_PEOPLE + 1})`,
  );
  const found = await many(
    db,
    sql<{ id: number }>`
    with found as (${sql.join(branches, sql` union `)} limit ${MAX_PEOPLE + 1})
    select profile_id as id from found
     union
    select m.from_profile_id from found join profile_merges m
        on m.workspace_id = ${workspaceId} and m.into_profile_id = found.profile_id`,
  );
  if (found.length <= MAX_PEOPLE) return sql`d.profile_id = any(${found.map(({ id }) => id)}::bigint[])`;
  return sql`
    (select ${sql.join(people, sql` or `)} from profiles p
      where p.workspace_id = d.workspace_id and p.profile_id = d.profile_id)`;
}

/** undefined: a delivery nobody has; the list then begins at its beginning. */
function findPlace(db: Db, workspaceId: string, deliveryId: number) {
  return maybeOne(
    db,
    sql<{ occurrence: number; profileId: number; pageId: string; entryId: number }>`
    select occurrence, profile_id as "profileId", page_id as "pageId", entry_id as "entryId"
      from deliveries where workspace_id = ${workspaceId} and delivery_id = ${deliveryId}`,
  );
}

export const findRecipient = (
  db: Db,
  workspaceId: string,
  deliveryId: number,
): Promise<RecipientRow | undefined> =>
  maybeOne(
    db,
    detailsOf(
      sql`select * from deliveries where workspace_id = ${workspaceId} and delivery_id = ${deliveryId}`,
    ),
  );

export interface AttemptRow {
  number: number;
  startedAt: Date;
  finishedAt: Date | null;
  outcome: string | null;
  status: number | null;
  request: { method: string; url: string; headers: Record<string, string>; body: string | null } | null;
  response: string | null;
  language: string | null;
}

/** The routes of what a delivery was sent: of its variant, which may have others than the plan. */
export async function findRoutes(db: Db, workspaceId: string, deliveryId: number): Promise<unknown> {
  const found = await maybeOne(
    db,
    sql<{ routes: unknown }>`
    select coalesce(o.plan -> 'experiment' -> 'variants' -> d.variant::int -> 'content' -> 'routes', o.plan -> 'routes') as routes
      from deliveries d join occurrences o using (workspace_id, campaign_id, occurrence)
     where d.workspace_id = ${workspaceId} and d.delivery_id = ${deliveryId}`,
  );
  return found?.routes;
}

/**
 * The last one may stand in the delivery alone: under way, or accepted by its echo after its process had ended. And one
 * without an answer is accepted when its echo had come before that was written. When it began the delivery knows by the database's clock: as
 * long ago as that says, it began by ours.
 */
export function listAttempts(
  db: Db,
  { workspaceId, deliveryId }: { workspaceId: string; deliveryId: number },
  now: Date,
): Promise<AttemptRow[]> {
  return many(
    db,
    sql<AttemptRow>`
    select a.number, a.started_at as "startedAt", a.finished_at as "finishedAt",
           case when a.outcome = 'unknown' and d.state = 'accepted' and d.attempts = a.number then 'accepted' else a.outcome end as outcome,
           a.status, a.request, a.response, a.language
      from attempts a join deliveries d using (workspace_id, delivery_id)
     where a.workspace_id = ${workspaceId} and a.delivery_id = ${deliveryId}
     union all
    select d.attempts, coalesce(d.echoed_at, d.settled_at, ${now}::timestamptz - (now() - d.started_at)), d.settled_at, case when d.state = 'accepted' then 'accepted' end, null, null, null, null
      from deliveries d
     where d.workspace_id = ${workspaceId} and d.delivery_id = ${deliveryId} and d.attempts > 0 and d.started_at is not null
       and not exists (select 1 from attempts a
                        where a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id and a.number = d.attempts)
     order by number limit 100`,
  );
}
