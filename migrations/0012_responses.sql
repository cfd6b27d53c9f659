-- What people did with a delivery: reactions, replies, taps, link clicks.

create table responses (
  workspace_id text not null,
  delivery_id bigint not null,
  kind text not null check (kind in ('reaction', 'reply', 'quick_reply', 'postback', 'click')),
  -- The event's own key; of clicks the minute and the address
  dedupe_key text not null,
  campaign_id bigint not null,
  at timestamptz not null,
  -- The emoji, the text, the payload, the address; null: taken back
  detail text,
  primary key (workspace_id, delivery_id, kind, dedupe_key),
  foreign key (workspace_id, delivery_id) references deliveries (workspace_id, delivery_id) on delete cascade
);
create index responses_campaign on responses (workspace_id, campaign_id, kind, delivery_id);

-- When it first waited for the person to write; those that wait already began at a time nobody noted.
alter table deliveries add column held_at timestamptz;
update deliveries set held_at = now() where state = 'held';
