// Every table that holds something of a person, and what becomes of it when they are erased. Export and erasure go through this
// one list, and a test compares it with the database's catalogue: a table that is not here and not below fails it.
import { type RawBuilder, sql } from 'kysely';

/** Everything a person is known by, ids of profiles that were merged into them included. */
export interface Who {
  workspaceId: string;
  profileIds: readonly number[];
  customerIds: readonly string[];
  identities: readonly { pageId: string; psid: string }[];
  anonymousIds: readonly string[];
  /** Stands for the PSID where rows go on being counted; it is kept nowhere else. */
  token: string;
}

export interface PersonTable {
  table: string;
  /** In an export. */
  title: string;
  /** Which rows are theirs; the table is called t. */
  rows: (who: Who) => RawBuilder<unknown>;
  /** 'delete', or what is overwritten where the row goes on being counted. */
  erase: 'delete' | ((who: Who) => RawBuilder<unknown>);
  /** With the workspace a key, by which rows are paged; null: nothing in it tells the person anything (their rows elsewhere do). */
  order: readonly string[] | null;
}

const here = ({ workspaceId }: Who) => sql`t.workspace_id = ${workspaceId}`;
const numbers = (ids: readonly number[]) => sql`${`{${ids.join(',')}}`}::bigint[]`;
const texts = (values: readonly string[]) => sql`${[...values]}::text[]`;
const byProfile = (who: Who) => sql`${here(who)} and t.profile_id = any(${numbers(who.profileIds)})`;
const places = ({ identities }: Who) =>
  sql`(select * from unnest(${texts(identities.map((one) => one.pageId))}, ${texts(identities.map((one) => one.psid))}))`;
const byPsid = (who: Who) => sql`${here(who)} and (t.page_id, t.psid) in ${places(who)}`;
const byDelivery = (who: Who) => sql`${here(who)} and t.delivery_id in (
  select d.delivery_id from deliveries d
   where d.workspace_id = ${who.workspaceId} and d.profile_id = any(${numbers(who.profileIds)}))`;

/** In the order in which they are erased: what refers to a row goes before it, the profile last. */
export const PERSON_TABLES: readonly PersonTable[] = [
  { table: 'consents', title: 'consents', rows: byPsid, erase: 'delete', order: ['consent_id'] },
  {
    table: 'responses',
    title: 'responses_to_messages',
    rows: byDelivery,
    erase: () =>
      sql`dedupe_key = 'erased:' || gen_random_uuid(), detail = case when detail is not null then '' end`,
    order: ['delivery_id', 'kind', 'dedupe_key'],
  },
  {
    table: 'attempts',
    title: 'calls',
    rows: byDelivery,
    erase: () => sql`request = null, response = null, language = null`,
    order: ['delivery_id', 'number'],
  },
  {
    // Reports go on adding up: that somebody got a message stays, who and under which PSID does not.
    table: 'deliveries',
    title: 'messages',
    rows: byProfile,
    erase: () => sql`psid = null, mid = null,
      reason = case when state = 'unknown' then 'unknown_outcome' else reason end,
      settled_at = case when state = 'unknown' then now() else settled_at end,
      state = case when state = 'unknown' then 'failed' else state end`,
    order: ['delivery_id'],
  },
  {
    // That somebody did it stays, and its event does not.
    table: 'conversions',
    title: 'conversions',
    rows: byDelivery,
    erase: () => sql`event_id = -event_id`,
    order: ['delivery_id', 'goal', 'event_id'],
  },
  {
    table: 'entries',
    title: 'ways_into_campaigns',
    rows: byProfile,
    erase: () => sql`attributes = '{}', event_id = null`,
    order: ['entry_id'],
  },
  { table: 'admitted_values', title: 'admissions', rows: byProfile, erase: 'delete', order: null },
  {
    table: 'conversation_pauses',
    title: 'pauses_of_automatic_answers',
    rows: byPsid,
    erase: 'delete',
    order: ['page_id', 'psid'],
  },
  {
    table: 'private_replies',
    title: 'comments',
    rows: (who) =>
      sql`${here(who)} and ((t.page_id, t.psid) in ${places(who)} or (t.page_id, t.from_id) in ${places(who)})`,
    erase: 'delete',
    order: ['page_id', 'comment_id'],
  },
  {
    table: 'page_events',
    title: 'page_events',
    rows: (who) => sql`${here(who)} and t.page_id = any(${texts(who.identities.map((one) => one.pageId))})
      and exists (select from unnest(${texts(who.identities.map((one) => one.pageId))},
                                     ${texts(who.identities.map((one) => one.psid))}) as p (page_id, psid)
                   where p.page_id = t.page_id and t.payload::text ~ ('(?<![0-9])' || p.psid || '(?![0-9])'))`,
    erase: 'delete',
    order: ['page_event_id'],
  },
  {
    table: 'entry_visits',
    title: 'visits_of_entry_links',
    rows: byPsid,
    erase: (who) => sql`psid = ${who.token}, dedupe_key = 'erased:' || gen_random_uuid()`,
    order: ['page_id', 'dedupe_key'],
  },
  {
    table: 'entry_invites',
    title: 'personal_links',
    rows: byProfile,
    erase: 'delete',
    order: ['invite_id'],
  },
  { table: 'events', title: 'events', rows: byProfile, erase: 'delete', order: ['event_id'] },
  {
    table: 'event_totals',
    title: 'event_totals',
    rows: byProfile,
    erase: 'delete',
    order: ['name', 'profile_id'],
  },
  { table: 'segment_changes', title: 'segment_changes', rows: byProfile, erase: 'delete', order: null },
  {
    table: 'segment_members',
    title: 'segments',
    rows: byProfile,
    erase: 'delete',
    order: ['segment_id', 'profile_id'],
  },
  {
    table: 'list_members',
    title: 'lists',
    rows: byProfile,
    erase: 'delete',
    order: ['list_id', 'profile_id'],
  },
  { table: 'preflight_people', title: 'preflights', rows: byProfile, erase: 'delete', order: null },
  {
    table: 'import_changes',
    title: 'changes_by_imports',
    rows: byProfile,
    erase: 'delete',
    order: ['import_id', 'profile_id'],
  },
  { table: 'import_kept', title: 'kept_by_imports', rows: byProfile, erase: 'delete', order: null },
  {
    table: 'import_errors',
    title: 'refused_rows_of_imports',
    rows: (who) => sql`${here(who)} and t.customer_id = any(${texts(who.customerIds)})`,
    erase: 'delete',
    order: ['import_id', 'line'],
  },
  {
    table: 'import_created',
    title: 'imports',
    rows: (who) => sql`${here(who)} and t.profile_ids && ${numbers(who.profileIds)}`,
    erase: (who) =>
      sql`profile_ids = array(select id from unnest(profile_ids) as id where id <> all(${numbers(who.profileIds)}))`,
    order: null,
  },
  {
    // A file is not taken apart: once its import has ended, nobody needs it.
    table: 'import_chunks',
    title: 'files',
    rows: (who) => sql`${here(who)} and t.import_id in (
      select i.import_id from imports i
       where i.workspace_id = ${who.workspaceId} and i.state in ('finished', 'cancelled', 'failed', 'undone'))`,
    erase: 'delete',
    order: null,
  },
  {
    // Whose value it was is not known, and an operator needs the attribute's name and type only.
    table: 'attribute_conflicts',
    title: 'refused_values',
    rows: (who) => sql`${here(who)} and t.last_value is not null`,
    erase: () => sql`last_value = null`,
    order: null,
  },
  {
    table: 'privacy_requests',
    title: 'privacy_requests',
    rows: byProfile,
    erase: () => sql`subject = null`,
    order: ['request_id'],
  },
  {
    table: 'audit',
    title: 'audit',
    rows: (who) => sql`${here(who)} and t.subject = any(${texts(who.profileIds.map((id) => `prf_${id}`))})`,
    erase: () => sql`details = '{}'`,
    order: ['audit_id'],
  },
  {
    table: 'profile_merges',
    title: 'merged_profiles',
    rows: (who) =>
      sql`${here(who)} and (t.from_profile_id = any(${numbers(who.profileIds)}) or t.into_profile_id = any(${numbers(who.profileIds)}))`,
    erase: 'delete',
    order: ['from_profile_id'],
  },
  {
    table: 'customer_aliases',
    title: 'other_customer_ids',
    rows: byProfile,
    erase: 'delete',
    order: ['customer_id'],
  },
  {
    table: 'anonymous_ids',
    title: 'anonymous_ids',
    rows: byProfile,
    erase: 'delete',
    order: ['anonymous_id'],
  },
  {
    table: 'identities',
    title: 'identities',
    rows: byProfile,
    erase: 'delete',
    order: ['page_id', 'psid'],
  },
  { table: 'profiles', title: 'profiles', rows: byProfile, erase: 'delete', order: ['profile_id'] },
];

const OPERATORS = 'of operators and programs, not of the people they write to';
const OWN = 'what an operator made or set';
const PAGES = 'of Pages, as Facebook keeps it';
const NAMES = 'names and types, no values';
const COUNTS = 'counts and states, nobody in them';

/** All others, and why they hold nothing of a person. */
export const NOT_PERSONAL: Readonly<Record<string, string>> = {
  inbox: 'of no workspace; what is not applied yet is taken out by erase.inbox.ts',
  erased_ids: 'keyed digests that lead nowhere',
  erasures: COUNTS,
  erasure_people: 'numbers, until they are erased',
  api_keys: OPERATORS,
  operators: OPERATORS,
  operator_accounts: OPERATORS,
  operator_sessions: OPERATORS,
  operator_verifications: OPERATORS,
  operator_rate_limits: OPERATORS,
  page_logins: OPERATORS,
  apps: OPERATORS,
  workspaces: OWN,
  campaigns: OWN,
  campaign_versions: OWN,
  campaign_revisions: OWN,
  campaign_approvals: OWN,
  occurrence_totals: COUNTS,
  sending_rules: OWN,
  content_blocks: OWN,
  watched_events: OWN,
  noticed_events: 'numbers of events, until a campaign looked at them',
  trigger_calls: 'places in a call, and what became of them',
  conversion_waits: 'numbers of events, until it is known what they count for',
  occurrences: OWN,
  preflights: OWN,
  segments: OWN,
  lists: OWN,
  imports: OWN,
  comment_rules: OWN,
  entry_links: OWN,
  media: OWN,
  attribute_changes: OWN,
  messenger_profiles: PAGES,
  page_attachments: PAGES,
  page_standings: PAGES,
  pages: PAGES,
  utility_templates: PAGES,
  attributes: NAMES,
  attribute_paths: NAMES,
  event_names: NAMES,
  event_attributes: NAMES,
  admissions: COUNTS,
  audience_ranges: COUNTS,
  result_views: COUNTS,
  backfills: COUNTS,
  page_days: COUNTS,
  lanes: COUNTS,
  workers: COUNTS,
  installation: COUNTS,
  webhook_outages: COUNTS,
  webhook_watch: COUNTS,
  segment_tracks: COUNTS,
  segment_counts: COUNTS,
  import_seen: 'hashes of ids, gone with their import',
  schema_migrations: COUNTS,
};
