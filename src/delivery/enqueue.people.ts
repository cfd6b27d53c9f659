// Whom rows of the ledger are written for: a range of an audience, or entries one by one, each with the PSID they are written
// to. SQL only; what becomes of each is decided over it (enqueue.reasons.ts).
import { type RawBuilder, sql } from 'kysely';

/** Texts of a person that the decision needs besides; null: not needed. */
export interface PersonTexts {
  /** The attribute whose equal values make several people one. */
  dedupeAttribute: string | null;
  /** The attribute that names their time zone. */
  zoneAttribute: string | null;
}

/** People as a query with the columns entry_id, wanted_at, profile_id, ps_id, value and zone, and which of their identities matter. */
export interface People {
  rows: RawBuilder<unknown>;
  identities: RawBuilder<unknown>;
}

const textOf = (attribute: string | null): RawBuilder<unknown> =>
  attribute === null ? sql`null::text` : sql`p.attributes ->> ${attribute}`;

const textsOf = ({ dedupeAttribute, zoneAttribute }: PersonTexts): RawBuilder<unknown> =>
  sql`${textOf(dedupeAttribute)} as value, ${textOf(zoneAttribute)} as zone`;

export interface IdRange {
  workspaceId: string;
  /** The condition over `p` (profiles) that says who is in. */
  who: RawBuilder<unknown>;
  /** Both are in it. */
  fromProfileId: number;
  toProfileId: number;
}

export const peopleOfRange = (of: IdRange, texts: PersonTexts): People => ({
  rows: sql`
    select 0::bigint as entry_id, null::timestamptz as wanted_at, p.profile_id, p.attributes ->> 'ps_id' as ps_id, ${textsOf(texts)}
      from profiles p
     where p.workspace_id = ${of.workspaceId} and p.profile_id between ${of.fromProfileId} and ${of.toProfileId} and (${of.who})`,
  identities: sql`i.profile_id between ${of.fromProfileId} and ${of.toProfileId}`,
});

export interface Entry {
  entryId: number;
  profileId: number;
  /** When it is wanted; now or earlier: as soon as it is their turn. */
  dueAt: Date;
}

const bigints = (values: readonly number[]) => sql`${`{${values.join(',')}}`}::bigint[]`;

/** Entries of people who are gone are not among the rows. */
export const peopleOfEntries = (
  { workspaceId, entries }: { workspaceId: string; entries: readonly Entry[] },
  texts: PersonTexts,
): People => {
  const ids = bigints(entries.map((entry) => entry.profileId));
  return {
    rows: sql`
      select e.entry_id, e.wanted_at, p.profile_id, p.attributes ->> 'ps_id' as ps_id, ${textsOf(texts)}
        from unnest(${bigints(entries.map((entry) => entry.entryId))}, ${ids},
                    ${entries.map((entry) => entry.dueAt.toISOString())}::timestamptz[]) e (entry_id, profile_id, wanted_at)
        join profiles p on p.workspace_id = ${workspaceId} and p.profile_id = e.profile_id`,
    identities: sql`i.profile_id = any(${ids})`,
  };
};

/**
 * The same people with psid, closes_at (the end of their window, null: not open or not known) and is_away (they blocked the Page or
 * opted out) on the Page; of any other address the PSID is where the attribute says.
 */
export const addressed = (workspaceId: string, people: People, pageId: string | null): RawBuilder<unknown> =>
  pageId === null
    ? sql`select who.*, who.ps_id as psid, null::timestamptz as closes_at, false as is_away from (${people.rows}) who`
    : known(workspaceId, people, pageId);

/**
 * The person's PSID on the Page: of several the one `ps_id` names, else the one last heard from. Without a known identity the
 * attribute `ps_id` serves (imported customers), unless that PSID is known to belong to another Page. One join and a sort of
 * each person's few identities: two queries a person took twice as long.
 */
const choice = sql`i.psid = who.ps_id desc nulls last, i.last_user_action_at desc nulls last, i.psid`;

const known = (workspaceId: string, { rows, identities }: People, pageId: string) => sql`
  select who.entry_id, who.wanted_at, who.profile_id, who.value, who.zone, coalesce(
           (array_agg(i.psid order by ${choice})
              filter (where i.page_id = ${pageId}))[1],
           case when who.ps_id ~ '^[0-9]{1,32}$' and bool_or(i.psid = who.ps_id) is not true then who.ps_id end) as psid,
         (array_agg(i.window_closes_at order by ${choice}) filter (where i.page_id = ${pageId}))[1] as closes_at,
         (array_agg(i.blocked_at is not null or i.opted_out_at is not null order by ${choice})
            filter (where i.page_id = ${pageId}))[1] is true as is_away
    from (${rows}) who
    left join identities i on i.workspace_id = ${workspaceId} and i.profile_id = who.profile_id and ${identities}
   group by who.entry_id, who.wanted_at, who.profile_id, who.ps_id, who.value, who.zone`;
