-- The life of a campaign: what edits are merged with, who is to approve, how the list finds and counts.

-- What a campaign was at its last revisions: an edit made to an older one is merged with what came since.
create table campaign_revisions (
  workspace_id text not null,
  campaign_id bigint not null,
  revision int not null,
  name text not null,
  tags text[] not null,
  definition jsonb not null,
  by text not null,
  at timestamptz not null,
  -- What somebody sent, which was merged: the base of their next edit, and never what the campaign was.
  sent boolean not null default false,
  primary key (workspace_id, campaign_id, revision),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, campaign_id) on delete cascade
);
insert into campaign_revisions (workspace_id, campaign_id, revision, name, tags, definition, by, at)
select workspace_id, campaign_id, revision, name, tags, definition, 'an operator', updated_at from campaigns where state = 'draft';

-- A definition that waits for a second operator; nobody changes it meanwhile.
create table campaign_approvals (
  workspace_id text not null,
  campaign_id bigint not null,
  requested_by text not null,
  requested_at timestamptz not null,
  note text not null,
  primary key (workspace_id, campaign_id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, campaign_id) on delete cascade
);

alter table campaigns
  add column folded_name text not null default '', -- without accents and capitals, as a search compares it
  -- What a list is narrowed by: definitions are too long to be opened for each.
  add column delivery_type text generated always as (coalesce(definition ->> 'delivery_type', 'one_time')) stored,
  add column page_id text generated always as (definition ->> 'page_id') stored;
update campaigns set folded_name = lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g'));
create index campaigns_by_name on campaigns (workspace_id, folded_name, campaign_id);

-- How many of a run got it, so that a list of campaigns reads no ledger.
create table occurrence_totals (
  workspace_id text not null,
  campaign_id bigint not null,
  occurrence int not null,
  recipients bigint not null,
  accepted bigint not null,
  failed bigint not null,
  counted_at timestamptz not null,
  took_ms int not null,
  primary key (workspace_id, campaign_id, occurrence)
);
-- false: its ledger is settled and counted. Whatever changes it afterwards says true again.
alter table occurrences add column counts_change boolean not null default true;
create index occurrences_counted on occurrences (started_at) where counts_change and started_at is not null;
