// What people have had: for caps, gaps and limits at the moment a message is about to leave.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import type { Had } from './gate.rules.ts';

export interface HadRow extends Had {
  /** As it was asked for. */
  profileId: number;
  deliveryId: number;
}

export interface HistoryQuestion {
  profileIds: readonly number[];
  /** Accepted before it does not count, except messages of `ever`. */
  since: Date;
  /** Campaigns of which every message counts. */
  ever: readonly number[];
}

/** More than any cap or limit counts (1,000): so many of a person's newest deliveries are looked at. */
const MOST_OF_PERSON = 5_000;

const literal = (numbers: readonly number[]): string => `{${numbers.join(',')}}`;

/**
 * Messages that these people have, or that are on their way to them, as any profile that was merged into theirs. A look at the
 * rows of each person, through the index of people: the state is said so that no index of states answers to it (see
 * attempt.queries.ts), and the limit keeps the planner from reading the ledger as a whole. The plan of a run is opened once.
 */
export function listHad(
  db: Db,
  workspaceId: string,
  { profileIds, since, ever }: HistoryQuestion,
): Promise<HadRow[]> {
  return many(
    db,
    sql<HadRow>`
    with asked as (
      select p.id, coalesce(m.into_profile_id, p.id) as person
        from unnest(${literal(profileIds)}::bigint[]) p (id)
        left join profile_merges m on m.workspace_id = ${workspaceId} and m.from_profile_id = p.id
    ), whose as (
      select id, person as profile_id from asked
      union all
      select a.id, m.from_profile_id from asked a
        join profile_merges m on m.workspace_id = ${workspaceId} and m.into_profile_id = a.person
    ), had as materialized (
      select w.id, d.* from whose w
      cross join lateral (
        select delivery_id, campaign_id, occurrence, state, settled_at from deliveries d
         where d.workspace_id = ${workspaceId} and d.profile_id = w.profile_id
           and (d.state || '') in ('accepted', 'sending', 'unknown')
         order by d.delivery_id desc limit ${MOST_OF_PERSON}
      ) d
       where d.state <> 'accepted' or d.settled_at > ${since} or d.campaign_id = any(${literal(ever)}::bigint[])
    ), outside as materialized (
      select r.campaign_id, r.occurrence from (select distinct campaign_id, occurrence from had) r
        join occurrences o on o.workspace_id = ${workspaceId} and o.campaign_id = r.campaign_id and o.occurrence = r.occurrence
       where o.plan -> 'controls' -> 'obey_workspace' = 'false'
    )
    select h.id as "profileId", h.delivery_id as "deliveryId", h.campaign_id as "campaignId",
           case when h.state = 'accepted' then h.settled_at end as "acceptedAt", h.state = 'unknown' as "isUnknown", c.tags,
           (h.campaign_id, h.occurrence) in (select campaign_id, occurrence from outside) as "isOutside"
      from had h join campaigns c on c.workspace_id = ${workspaceId} and c.campaign_id = h.campaign_id`,
  );
}
