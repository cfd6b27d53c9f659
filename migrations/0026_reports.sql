-- Which events may be a conversion is asked for each batch of events: definitions without goals are not opened for it.
create index campaign_versions_goals on campaign_versions (workspace_id, campaign_id, version)
 where definition -> 'goals' -> 0 is not null;

-- Events that may be a conversion of a message whose call has no answer yet: looked at again until it has.
create table conversion_waits (
  workspace_id text not null,
  event_id bigint not null,
  campaign_id bigint not null,
  look_at timestamptz not null,
  until timestamptz not null, -- then what is known by then counts
  primary key (workspace_id, event_id, campaign_id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, campaign_id)
);
create index conversion_waits_next on conversion_waits (look_at);
