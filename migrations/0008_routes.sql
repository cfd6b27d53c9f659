-- The ways a message takes, who asked not to be written to, and what is known of a person's window beyond their last action.

-- Campaigns list their routes in order; what stood in two fields becomes the list.
create function pg_temp.with_routes(d jsonb) returns jsonb language sql immutable as $$
  select (d - 'outside_window' - 'hold_hours') || jsonb_build_object(
    'message', null,
    'routes', case when d ->> 'outside_window' = 'hold'
      then jsonb_build_array(jsonb_build_object('kind', 'message'),
                             jsonb_build_object('kind', 'hold', 'hours', coalesce((d ->> 'hold_hours')::int, 72)))
      else jsonb_build_array(jsonb_build_object('kind', 'message')) end)
$$;
update campaigns set definition = pg_temp.with_routes(definition) where not definition ? 'routes';
update occurrences set plan = pg_temp.with_routes(plan) where not plan ? 'routes';

-- Which of the plan's routes comes next; of a held row, the one that holds it.
alter table deliveries add column route smallint not null default 0;
update deliveries d set route = 1
  from occurrences o
 where d.state = 'held' and o.workspace_id = d.workspace_id and o.campaign_id = d.campaign_id and o.occurrence = d.occurrence
   and jsonb_array_length(o.plan -> 'routes') > 1;

-- opted_out_at: the latest consent says no. ad_window_until: a click on an ad that opens Messenger may open the window for
-- longer. window_closed_at: the platform refused a message as outside the window, whatever we believed.
alter table identities
  add column opted_out_at timestamptz,
  add column ad_window_until timestamptz,
  add column window_closed_at timestamptz;
-- The standard messaging window in SQL: 24 hours from the person's last action. ("at time zone", because adding hours to an
-- instant is immutable only so.)
alter table identities
  add column window_closes_at timestamptz generated always as (
    case when window_closed_at >= last_user_action_at then window_closed_at
         when last_user_action_at is not null
           then greatest((last_user_action_at at time zone 'UTC' + interval '24 hours') at time zone 'UTC', ad_window_until)
    end) stored;
drop index identities_window;
create index identities_window on identities (workspace_id, page_id, window_closes_at) where window_closes_at is not null;

-- The receipt of each yes and no: when, where, and what was said. Only added to.
create table consents (
  workspace_id text not null,
  consent_id bigint generated always as identity,
  page_id text not null,
  psid text not null,
  says text not null check (says in ('yes', 'no')),
  said_at timestamptz not null,
  source text not null check (source in ('message', 'optin', 'refusal', 'operator', 'api')),
  -- The words, the opt-in's title, the platform's code, or who did it and why
  words text not null,
  dedupe_key text not null,
  recorded_at timestamptz not null default now(),
  primary key (workspace_id, consent_id),
  foreign key (workspace_id, page_id, psid) references identities (workspace_id, page_id, psid) on delete cascade
);
create unique index consents_dedupe on consents (workspace_id, page_id, dedupe_key);
create index consents_person on consents (workspace_id, page_id, psid, said_at desc);
