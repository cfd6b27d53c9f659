-- A message costs the ledger two updates and one insert: begun before its call, settled and recorded after the answer.
alter table deliveries
  add column started_at timestamptz,             -- when its latest call was about to start; written before the call
  add column tries smallint not null default 0;  -- calls that count towards the limit of tries; a rate limit does not
update deliveries d set tries = d.attempts, started_at = (
  select a.started_at from attempts a
   where a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id and a.number = d.attempts)
 where d.attempts > 0 and d.state not in ('accepted', 'skipped');
-- Written with the answer now. null: whoever made the call died before it could write what it had sent.
-- It is only ever shown whole, so it is kept as the text it is.
alter table attempts alter column request drop not null, alter column request type json using request::json;

-- Rows are inserted under a lock on their occurrence, and attempts are written by statements that hold their delivery: the
-- checks said nothing new and took a quarter of the time of writing an audience (docs/decisions/0007).
alter table deliveries drop constraint deliveries_workspace_id_campaign_id_occurrence_fkey;
alter table attempts drop constraint attempts_workspace_id_delivery_id_fkey;

-- Receipts find their rows by thread; nothing looks a message up by its mid alone.
drop index deliveries_mid;
-- A campaign has one lane: the lane in the key only made it longer.
drop index deliveries_due;
create index deliveries_due on deliveries (workspace_id, campaign_id, occurrence, due_at, delivery_id)
  where state = 'pending';

-- What a lane does now, written by its holder about once a second: rates, what limits them, how far echoes have come.
alter table lanes add column pace jsonb;

-- An audience is written in ranges of profile ids, each by whoever takes it: several at once, a crash loses one at most.
create table audience_ranges (
  workspace_id text not null,
  campaign_id bigint not null,
  occurrence integer not null,
  from_profile_id bigint not null,               -- the first of the range
  to_profile_id bigint not null,                 -- the last of it
  primary key (workspace_id, campaign_id, occurrence, from_profile_id),
  foreign key (workspace_id, campaign_id, occurrence) references occurrences
);
insert into audience_ranges (workspace_id, campaign_id, occurrence, from_profile_id, to_profile_id)
select o.workspace_id, o.campaign_id, o.occurrence, o.prepared_to + 1,
       coalesce((select max(p.profile_id) from profiles p where p.workspace_id = o.workspace_id), o.prepared_to + 1)
  from occurrences o where o.state = 'preparing' and o.finished_at is null;
alter table occurrences drop column prepared_to;

-- Messages of campaigns of this class leave before others of the same Page; unanswered calls are sent again on proof of
-- absence, or never.
update occurrences set plan = '{"priority": "normal", "resend_unknown": "on_absence"}' || plan;

-- Processes that share the work, by their own word. One that has not said so for a while is gone.
create table workers (
  worker_id text primary key,
  seen_at timestamptz not null default now()
);

-- Whether webhooks could be taken: without that, an echo that is not there proves nothing.
create table webhook_watch (
  singleton boolean primary key default true check (singleton),
  seen_at timestamptz not null                   -- some process could take webhooks then
);
create table webhook_outages (
  began_at timestamptz primary key,
  ended_at timestamptz not null
);
