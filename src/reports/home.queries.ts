// The numbers of the home page.
import { sql } from 'kysely';
import { type Db, many, one } from '../kit/db.ts';

export interface HomeCounts {
  people: number;
  customers: number;
  anonymous: number;
  with_psid: number;
  in_window: number;
  pages: number;
  segments: number;
  waiting_webhooks: number;
  failing_webhooks: number;
}

export function countHome(db: Db, workspaceId: string, now: Date): Promise<HomeCounts> {
  return one(
    db,
    sql<HomeCounts>`
    select p.people, p.customers, p.people - p.customers as anonymous, p.with_psid, i.in_window, g.pages, s.segments,
           b.waiting as waiting_webhooks, b.failing as failing_webhooks
      from (select count(*) as people, count(customer_id) as customers,
                   count(*) filter (where attributes ->> 'ps_id' ~ '[^[:space:]]') as with_psid
              from profiles where workspace_id = ${workspaceId}) p,
           (select count(distinct profile_id) as in_window from identities
             where workspace_id = ${workspaceId} and blocked_at is null and opted_out_at is null and window_closes_at > ${now}) i,
           (select count(*) as pages from pages where workspace_id = ${workspaceId} and state <> 'disconnected') g,
           (select count(*) as segments from segments where workspace_id = ${workspaceId}) s,
           (select count(*) filter (where tries = 0) as waiting, count(*) filter (where tries > 0) as failing from inbox) b`,
  );
}

export interface HomeCampaign {
  id: number;
  name: string;
  state: string;
}

/** Automatic answers have a screen of their own. */
export function listHomeCampaigns(db: Db, workspaceId: string): Promise<HomeCampaign[]> {
  return many(
    db,
    sql<HomeCampaign>`
    select campaign_id as id, name, state from campaigns
     where workspace_id = ${workspaceId} and delivery_type <> 'conversation'
     order by campaign_id desc limit 5`,
  );
}

export interface RecipientCount {
  recipients: number;
  accepted: number;
}

export function countRecipients(db: Db, workspaceId: string, campaignId: number): Promise<RecipientCount> {
  return one(
    db,
    sql<RecipientCount>`
    select count(*) as recipients, count(*) filter (where state = 'accepted') as accepted
      from deliveries where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
}
