// What happened last of all that may start a campaign: events, and calls of the API.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import type { EventAttributeType } from '../profiles/event-catalogue.ts';
import { shownAttributes } from '../profiles/event-content.ts';

export interface Happened {
  /** Of the event, or of the entry that a call of the API led to. */
  id: number;
  name: string;
  occurredAt: Date;
  profileId: number;
  attributes: Record<string, unknown>;
}

interface Latest {
  /** null: of anybody. */
  profileId: number | null;
  /** Names of attributes that whoever asks may not see: what events repeat of a message made of such is left out. */
  hidden: ReadonlySet<string>;
  /** Of each name. */
  limit: number;
}

/** The latest events of each of these names, newest first. */
export const listLatestEvents = (
  db: Db,
  workspaceId: string,
  { names, profileId, hidden, limit }: Latest & { names: readonly string[] },
): Promise<Happened[]> =>
  many(
    db,
    sql<Happened>`
    select e.event_id as id, n.name, e.occurred_at as "occurredAt", e.profile_id as "profileId",
           ${shownAttributes(workspaceId, hidden)} as attributes
      from unnest(${[...names]}::text[]) as n (name)
     cross join lateral (
       select event_id, name, source, dedupe_key, occurred_at, profile_id, attributes from events
        where workspace_id = ${workspaceId} and name = n.name
          and ${profileId === null ? sql`true` : sql`profile_id = ${profileId}`}
        order by occurred_at desc, event_id desc limit ${limit}) e
     order by e.occurred_at desc, e.event_id desc`,
  );

/** People whom calls of the API named last for a campaign, with the data of their call. */
export const listLatestCalls = (
  db: Db,
  workspaceId: string,
  { campaignId, profileId, limit }: Omit<Latest, 'hidden'> & { campaignId: number },
): Promise<Happened[]> =>
  many(
    db,
    sql<Happened>`
    select entry_id as id, name, happened_at as "occurredAt", profile_id as "profileId", attributes
      from entries
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
       and ${profileId === null ? sql`true` : sql`profile_id = ${profileId}`}
     order by entry_id desc limit ${limit}`,
  );

/** Which attributes each of these events has carried. */
export const listCarried = (
  db: Db,
  workspaceId: string,
  events: readonly string[],
): Promise<{ event: string; name: string; type: EventAttributeType }[]> =>
  many(
    db,
    sql<{ event: string; name: string; type: EventAttributeType }>`
    select event, name, type from event_attributes
     where workspace_id = ${workspaceId} and event = any(${[...events]}::text[])
     order by name, event limit 5000`,
  );
