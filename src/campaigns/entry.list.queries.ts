// Entries as screens list them: of a campaign or of a person, newest first, each with the message it led to.
import { type RawBuilder, sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import type { EntryOutcome } from './entry.outcomes.ts';

export interface EntryRow {
  entryId: number;
  campaignId: number;
  campaignName: string;
  occurrence: number;
  profileId: number;
  personName: string | null;
  customerId: string | null;
  name: string;
  happenedAt: Date;
  enteredAt: Date;
  outcome: EntryOutcome;
  times: number;
  deliveryId: number | null;
  dueAt: Date | null;
}

export interface EntryPage {
  outcome: EntryOutcome | null;
  /** Only those before this one. */
  after: number | null;
  limit: number;
}

export const listCampaignEntries = (
  db: Db,
  of: { workspaceId: string; campaignId: number; run: number | null; version: number | null },
  page: EntryPage,
): Promise<EntryRow[]> =>
  many(
    db,
    select(
      of.workspaceId,
      sql`e.campaign_id = ${of.campaignId} and (${of.run}::int is null or e.occurrence = ${of.run})
          and (${of.version}::int is null or e.occurrence in (select o.occurrence from occurrences o
                 where o.workspace_id = ${of.workspaceId} and o.campaign_id = ${of.campaignId} and o.version = ${of.version}))`,
      page,
    ),
  );

/** Of whoever the id leads to by now. */
export const listPersonEntries = (
  db: Db,
  of: { workspaceId: string; profileId: number },
  page: EntryPage,
): Promise<EntryRow[]> =>
  many(
    db,
    select(
      of.workspaceId,
      sql`e.profile_id = coalesce((select m.into_profile_id from profile_merges m
                                    where m.workspace_id = ${of.workspaceId} and m.from_profile_id = ${of.profileId}::bigint), ${of.profileId}::bigint)`,
      page,
    ),
  );

/** In the ledger an answer is due days before its event, so that it comes first; it leaves when they came in at the earliest. */
const select = (workspaceId: string, whose: RawBuilder<unknown>, page: EntryPage) => sql<EntryRow>`
  select e.entry_id as "entryId", e.campaign_id as "campaignId", c.name as "campaignName", e.occurrence,
         e.profile_id as "profileId", p.customer_id as "customerId",
         coalesce(nullif(p.attributes ->> 'name', ''),
                  nullif(concat_ws(' ', p.attributes ->> 'first_name', p.attributes ->> 'last_name'), '')) as "personName",
         e.name, e.happened_at as "happenedAt", e.entered_at as "enteredAt", e.outcome, e.times,
         d.delivery_id as "deliveryId", greatest(d.due_at, e.entered_at) as "dueAt"
    from (select * from entries e
           where e.workspace_id = ${workspaceId} and ${whose}
             and (${page.outcome}::text is null or e.outcome = ${page.outcome})
             and (${page.after}::bigint is null or e.entry_id < ${page.after}::bigint)
           order by e.entry_id desc limit ${page.limit}) e
    join campaigns c on c.workspace_id = e.workspace_id and c.campaign_id = e.campaign_id
    left join profiles p on p.workspace_id = e.workspace_id and p.profile_id = e.profile_id
    left join lateral (select d.delivery_id, d.due_at from deliveries d
                        where d.workspace_id = e.workspace_id and d.profile_id = e.profile_id
                          and d.campaign_id = e.campaign_id and d.occurrence = e.occurrence and d.entry_id = e.entry_id
                        limit 1) d on e.outcome = 'entered'
   order by e.entry_id desc`;

/** How many entries ended how; the most first. Somebody turned away again and again for one reason counts once. */
export const countOutcomes = (
  db: Db,
  workspaceId: string,
  campaignId: number,
): Promise<{ outcome: EntryOutcome; people: number }[]> =>
  many(
    db,
    sql<{ outcome: EntryOutcome; people: number }>`
    select outcome, count(*) as people from entries
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
     group by outcome order by 2 desc, 1`,
  );
