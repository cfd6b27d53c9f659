// The list of campaigns: narrowed, sorted, a page at a time. It opens no ledger (totals are kept beside the runs) and no definition
// but those of the page it shows.
import { type RawBuilder, sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { foldWriting } from '../kit/written-words.ts';
import type { CampaignState, DeliveryType } from './campaign.contract.ts';
import type { CampaignSort } from './campaign.life.contract.ts';

export interface CampaignListRow {
  campaignId: number;
  name: string;
  tags: string[];
  state: CampaignState;
  deliveryType: DeliveryType;
  awaitsApproval: boolean;
  hasChanges: boolean;
  isArchived: boolean;
  segmentName: string | null;
  pageName: string | null;
  dueAt: Date | null;
  recipients: number;
  accepted: number;
  failed: number;
  createdAt: Date;
  /** What the page after this row begins behind. */
  sortKey: string;
}

export interface CampaignFilter {
  search: string;
  state: CampaignState | null;
  archived: 'no' | 'only' | 'all';
  deliveryType: DeliveryType | null;
  tag: string | null;
  pageId: string | null;
}

export interface ListPage {
  sort: CampaignSort;
  after: { key: string; campaignId: number } | null;
  limit: number;
}

export function listCampaigns(
  db: Db,
  workspaceId: string,
  filter: CampaignFilter,
  { sort, after, limit }: ListPage,
): Promise<CampaignListRow[]> {
  const { key, order, behind } = ORDERS[sort](after);
  return many(
    db,
    sql<CampaignListRow>`
    with next_runs as (
      select campaign_id, min(due_at) as next_due from occurrences
       where workspace_id = ${workspaceId} and state = 'due' and finished_at is null group by campaign_id
    ), shown as (
      select c.*, n.next_due, ${key} as sort_key
        from campaigns c left join next_runs n using (campaign_id)
       where c.workspace_id = ${workspaceId} and ${narrowed(filter)} ${after === null ? sql`` : sql`and ${behind}`}
       order by ${order} limit ${limit}
    )
    select c.campaign_id as "campaignId", c.name, c.tags, c.state, c.delivery_type as "deliveryType",
           c.created_at as "createdAt", c.archived_at is not null as "isArchived", c.sort_key as "sortKey",
           ${awaiting} as "awaitsApproval",
           coalesce(v.definition <> c.definition, false) as "hasChanges",
           s.name as "segmentName", p.name as "pageName",
           coalesce(c.next_due, (select max(o.due_at) from occurrences o
                                  where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id)) as "dueAt",
           t.recipients, t.accepted, t.failed
      from shown c
      left join campaign_versions v
        on v.workspace_id = c.workspace_id and v.campaign_id = c.campaign_id and v.version = c.live_version
      left join segments s
        on s.workspace_id = c.workspace_id and s.segment_id = substr(c.definition ->> 'segment_id', 5)::bigint
      left join pages p on p.workspace_id = c.workspace_id and p.page_id = c.page_id
     cross join lateral (
       select coalesce(sum(t.recipients), 0)::bigint as recipients, coalesce(sum(t.accepted), 0)::bigint as accepted,
              coalesce(sum(t.failed), 0)::bigint as failed
         from occurrence_totals t where t.workspace_id = c.workspace_id and t.campaign_id = c.campaign_id) t
     order by ${order}`,
  );
}

const LATER = sql`'infinity'::timestamptz`;

interface Order {
  /** As text, for the address of the next page. */
  key: RawBuilder<unknown>;
  order: RawBuilder<unknown>;
  behind: RawBuilder<unknown>;
}

const ORDERS: Record<CampaignSort, (after: ListPage['after']) => Order> = {
  newest: (after) => ({
    key: sql`''`,
    order: sql`c.campaign_id desc`,
    behind: sql`c.campaign_id < ${after?.campaignId ?? 0}`,
  }),
  name: (after) => ({
    key: sql`c.folded_name`,
    order: sql`c.folded_name, c.campaign_id`,
    behind: sql`(c.folded_name, c.campaign_id) > (${after?.key ?? ''}, ${after?.campaignId ?? 0}::bigint)`,
  }),
  next_run: (after) => ({
    key: sql`coalesce(next_due, ${LATER})::text`,
    order: sql`coalesce(next_due, ${LATER}), c.campaign_id`,
    behind: sql`(coalesce(next_due, ${LATER}), c.campaign_id) > (${after?.key ?? 'infinity'}::timestamptz,
                                                                ${after?.campaignId ?? 0}::bigint)`,
  }),
};

/** Of what is live, the next version may await it. */
const awaiting = sql`exists (select from campaign_approvals a
                              where a.workspace_id = c.workspace_id and a.campaign_id = c.campaign_id)`;

function narrowed({
  search,
  state,
  archived,
  deliveryType,
  tag,
  pageId,
}: CampaignFilter): RawBuilder<unknown> {
  const conditions = [
    ...(search === '' ? [] : [found(search)]),
    ...(state === null ? [] : [state === 'awaiting_approval' ? awaiting : sql`c.state = ${state}`]),
    ...(archived === 'all'
      ? []
      : [archived === 'only' ? sql`c.archived_at is not null` : sql`c.archived_at is null`]),
    ...(deliveryType === null ? [] : [sql`c.delivery_type = ${deliveryType}`]),
    ...(tag === null
      ? []
      : [sql`exists (select from unnest(c.tags) as one where lower(one) = lower(${tag}))`]),
    ...(pageId === null ? [] : [sql`c.page_id = ${pageId}`]),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** In the name without accents, in a tag, or as the id. */
function found(search: string): RawBuilder<unknown> {
  const within = (text: string) => `%${text.replaceAll(/[\\%_]/g, (char) => `\\${char}`)}%`;
  const id = /^(?:cmp_)?([1-9][0-9]{0,14})$/i.exec(search)?.[1] ?? null;
  return sql`(c.folded_name like ${within(foldWriting(search))} or c.campaign_id = ${id}::bigint
              or exists (select from unnest(c.tags) as one where one ilike ${within(search)}))`;
}

/** At most 1,000, by name: the spelling most campaigns have. */
export function listTags(db: Db, workspaceId: string): Promise<{ tag: string; campaigns: number }[]> {
  return many(
    db,
    sql<{ tag: string; campaigns: number }>`
    select mode() within group (order by tag) as tag, count(*) as campaigns
      from campaigns c, unnest(c.tags) as tag
     where c.workspace_id = ${workspaceId} and c.archived_at is null
     group by lower(tag) order by lower(tag) limit 1000`,
  );
}
