// What is known of one person, as far as a filter asks about it.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { parseId } from '../kit/ids.ts';
import type { PersonDetails } from '../profiles/person.queries.ts';
import { listHidden } from '../profiles/sensitive.ts';
import type { FilterScope } from './compile.ts';
import { type KnownEvents, loadEvents } from './explain.events.ts';
import type { LeafFilter } from './filter.contract.ts';

export interface KnownIdentity {
  pageId: string;
  windowClosesAt: Date | null;
  blockedAt: Date | null;
  optedOutAt: Date | null;
  lastWroteAt: Date | null;
  lastReadAt: Date | null;
}

export interface KnownDeliveries {
  campaignId: number;
  state: string;
  reason: string | null;
  deliveredAt: Date | null;
  readAt: Date | null;
  at: Date;
}

export interface Known {
  now: Date;
  timeZone: string;
  customerId: string | null;
  attributes: Record<string, unknown>;
  /** Names of attributes whoever asks may not see. */
  hidden: ReadonlySet<string>;
  /** Of each line that asks about an event, and of each event by its name. */
  events: ReadonlyMap<LeafFilter | string, KnownEvents>;
  identities: KnownIdentity[];
  lists: ReadonlySet<number>;
  /** The latest of each campaign asked about, and of any. */
  deliveries: KnownDeliveries[];
}

/** @param of.leaves of a filter with its segments written out */
export async function loadKnown(
  db: Db,
  actor: Actor,
  of: { person: PersonDetails; leaves: readonly LeafFilter[]; scope: FilterScope },
): Promise<Known> {
  const { person, leaves, scope } = of;
  const one = { workspaceId: scope.workspaceId, profileId: person.profile_id };
  const asks = (kind: LeafFilter['kind']): boolean => leaves.some((leaf) => leaf.kind === kind);
  return {
    now: scope.now,
    timeZone: scope.timeZone ?? 'UTC',
    customerId: person.customer_id,
    attributes: person.attributes,
    hidden: await listHidden(db, actor),
    events: await loadEvents(db, one, { leaves, scope }),
    identities: asks('messenger') ? await listIdentities(db, one) : [],
    lists: asks('list') ? await findLists(db, one, leaves) : new Set(),
    deliveries: asks('campaign') ? await listDeliveries(db, one, leaves) : [],
  };
}

export interface One {
  workspaceId: string;
  profileId: number;
}

const listIdentities = (db: Db, { workspaceId, profileId }: One): Promise<KnownIdentity[]> =>
  many(
    db,
    sql<KnownIdentity>`
    select page_id as "pageId", window_closes_at as "windowClosesAt", blocked_at as "blockedAt",
           opted_out_at as "optedOutAt", last_user_action_at as "lastWroteAt", last_read_at as "lastReadAt"
      from identities where workspace_id = ${workspaceId} and profile_id = ${profileId}
     order by last_user_action_at desc nulls last limit 100`,
  );

async function findLists(
  db: Db,
  { workspaceId, profileId }: One,
  leaves: readonly LeafFilter[],
): Promise<ReadonlySet<number>> {
  const ids = leaves.flatMap((leaf) => (leaf.kind === 'list' ? [parseId('lst', leaf.list_id)] : []));
  const rows = await many(
    db,
    sql<{ id: number }>`
    select list_id as id from list_members
     where workspace_id = ${workspaceId} and profile_id = ${profileId} and list_id = any(${ids}::bigint[])`,
  );
  return new Set(rows.map(({ id }) => id));
}

async function listDeliveries(
  db: Db,
  { workspaceId, profileId }: One,
  leaves: readonly LeafFilter[],
): Promise<KnownDeliveries[]> {
  const ids = leaves.flatMap((leaf) =>
    leaf.kind === 'campaign' && leaf.campaign_id !== null ? [parseId('cmp', leaf.campaign_id)] : [],
  );
  const columns = sql`campaign_id as "campaignId", state, reason, delivered_at as "deliveredAt", read_at as "readAt",
    coalesce(settled_at, started_at, due_at) as at`;
  return many(
    db,
    sql<KnownDeliveries>`
    select * from (select distinct on (campaign_id) ${columns} from deliveries
                    where workspace_id = ${workspaceId} and profile_id = ${profileId}
                      and campaign_id = any(${ids}::bigint[])
                    order by campaign_id, delivery_id desc) of_each
    union
    select * from (select ${columns} from deliveries
                    where workspace_id = ${workspaceId} and profile_id = ${profileId}
                    order by delivery_id desc limit 1) latest
    order by at desc`,
  );
}
