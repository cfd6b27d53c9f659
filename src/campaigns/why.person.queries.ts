// The campaigns of a person: those that meant a message for them, and those that turned them away at the door.
import { sql } from 'kysely';
import type { DeliveryState } from '../delivery/delivery.states.ts';
import { type Db, many } from '../kit/db.ts';
import type { CampaignState } from './campaign.contract.ts';

export interface PersonCampaignRow {
  campaignId: number;
  name: string;
  state: CampaignState;
  at: Date;
  messages: number;
  accepted: number;
  /** Of the last message; null: there is none. */
  lastState: DeliveryState | null;
  lastReason: string | null;
  /** Of the last visit; null: there is none. */
  lastOutcome: string | null;
}

export interface Place {
  atMs: number;
  campaignId: number;
}

/** Rows of one person that are looked at; nobody gets more than so many messages a campaign list could show. */
const MOST_ROWS = 10_000;

/** What happened last first; of one moment the newer campaign. A person's rows are few: both indexes begin with the person. */
export const listPersonCampaigns = (
  db: Db,
  { workspaceId, profileId }: { workspaceId: string; profileId: number },
  { after, limit }: { after: Place | null; limit: number },
): Promise<PersonCampaignRow[]> =>
  many(
    db,
    sql<PersonCampaignRow>`
    with messages as materialized (
      select d.campaign_id, d.delivery_id, d.state, d.reason,
             coalesce(d.settled_at, (select max(a.started_at) from attempts a
                                     where a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id), o.started_at, o.due_at) as at
        from (select * from deliveries
               where workspace_id = ${workspaceId} and profile_id = ${profileId}
               order by delivery_id desc limit ${MOST_ROWS}) d
        join occurrences o using (workspace_id, campaign_id, occurrence)
    ), visits as materialized (
      select campaign_id, entry_id, outcome, entered_at as at from entries
       where workspace_id = ${workspaceId} and profile_id = ${profileId}
       order by entry_id desc limit ${MOST_ROWS}
    ), campaigns_of as (
      select campaign_id, date_trunc('milliseconds', max(at)) as at
        from (select campaign_id, at from messages union all select campaign_id, at from visits) of_both
       group by campaign_id
    )
    select l.campaign_id as "campaignId", c.name, c.state, l.at, m.messages, m.accepted,
           m.last_state as "lastState", m.last_reason as "lastReason", v.last_outcome as "lastOutcome"
      from campaigns_of l
      join campaigns c on c.workspace_id = ${workspaceId} and c.campaign_id = l.campaign_id
     cross join lateral (
       select count(*) as messages, count(*) filter (where state = 'accepted') as accepted,
              (array_agg(state order by delivery_id desc))[1] as last_state,
              (array_agg(reason order by delivery_id desc))[1] as last_reason
         from messages where messages.campaign_id = l.campaign_id) m
     cross join lateral (
       select (array_agg(outcome order by entry_id desc))[1] as last_outcome
         from visits where visits.campaign_id = l.campaign_id) v
     where ${after ? sql`(l.at, l.campaign_id) < (${new Date(after.atMs)}, ${after.campaignId})` : sql`true`}
     order by l.at desc, l.campaign_id desc limit ${limit}`,
  );
