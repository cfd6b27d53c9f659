// The recipients of a campaign, page by page, and one delivery with its attempts.
import { sql } from 'kysely';
import { type Db, many, maybeOne } from '../kit/db.ts';

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

const rows = sql<RecipientRow>`
  select d.delivery_id as "deliveryId", d.campaign_id as "campaignId", c.name as "campaignName", d.profile_id as "profileId",
         coalesce(nullif(p.attributes ->> 'name', ''),
                  nullif(concat_ws(' ', p.attributes ->> 'first_name', p.attributes ->> 'last_name'), '')) as "personName",
         p.customer_id as "customerId", d.psid, d.state, d.reason, d.attempts, d.mid, d.due_at as "dueAt",
         d.settled_at as "settledAt", d.delivered_at as "deliveredAt", d.read_at as "readAt",
         d.held_at as "heldAt", d.route, d.occurrence as run, coalesce(o.version, 1) as version, d.variant, d.entry_id as "entryId",
         reached.conversions, reached.revenue,
         (select a.language from attempts a
           where a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id and a.number = d.attempts) as language
    from deliveries d
    join campaigns c on c.workspace_id = d.workspace_id and c.campaign_id = d.campaign_id
    left join occurrences o on o.workspace_id = d.workspace_id and o.campaign_id = d.campaign_id and o.occurrence = d.occurrence
    left join profiles p on p.workspace_id = d.workspace_id and p.profile_id = d.profile_id
   cross join lateral (select count(*) as conversions, sum(value) as revenue from conversions v
                        where v.workspace_id = d.workspace_id and v.delivery_id = d.delivery_id and not v.is_unsent) reached`;

export interface RecipientFilter {
  state: string | null;
  reason: string | null;
  search: string;
  after: number | null;
  limit: number;
}

/**
 * In the order of the people, which is the order they were written in and that of the ledger's unique index: the first
 * page of a campaign of 100,000 among 2,000,000 rows took 600 ms by delivery id, which reads its way through every
 * campaign before it, and takes 2 ms this way.
 */
export async function listRecipients(
  db: Db,
  workspaceId: string,
  campaignId: number,
  filter: RecipientFilter,
): Promise<RecipientRow[]> {
  const after = filter.after === null ? undefined : await findPlace(db, workspaceId, filter.after);
  return many(
    db,
    sql<RecipientRow>`
    ${rows}
     where d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId}
       and (${filter.state}::text is null or d.state = ${filter.state})
       and (${filter.reason}::text is null or d.reason = ${filter.reason})
       and (${filter.search} = '' or d.psid = ${filter.search} or p.customer_id = ${filter.search})
       and ${after ? sql`(d.occurrence, d.profile_id, d.page_id) > (${after.occurrence}, ${after.profileId}, ${after.pageId})` : sql`true`}
     order by d.occurrence, d.profile_id, d.page_id limit ${filter.limit}`,
  );
}

/** undefined: a delivery nobody has; the list then begins at its beginning. */
function findPlace(db: Db, workspaceId: string, deliveryId: number) {
  return maybeOne(
    db,
    sql<{ occurrence: number; profileId: number; pageId: string }>`
    select occurrence, profile_id as "profileId", page_id as "pageId"
      from deliveries where workspace_id = ${workspaceId} and delivery_id = ${deliveryId}`,
  );
}

export async function findRecipient(
  db: Db,
  workspaceId: string,
  deliveryId: number,
): Promise<RecipientRow | undefined> {
  return maybeOne(
    db,
    sql<RecipientRow>`${rows} where d.workspace_id = ${workspaceId} and d.delivery_id = ${deliveryId}`,
  );
}

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
