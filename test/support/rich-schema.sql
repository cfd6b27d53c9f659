-- One of everything that a schema dump and a backup must know.
create type mood as enum ('glad', 'it''s sad');
create domain short_text as text not null check (length(value) < 100);
create sequence ticket_numbers as bigint increment 10;
create function shout() returns trigger language plpgsql as
  $$ begin new.name := new.name || '!'; return new; end $$;
create table people (
  person_id bigint generated always as identity primary key,
  name text collate "C" not null,
  upper_name text generated always as (upper(name)) stored,
  mood mood default 'glad',
  doc jsonb not null default '{}',
  raw bytea,
  tags text[] not null default '{}',
  seen_at timestamptz default now(),
  amount numeric(12, 2) check (amount > 0),
  "order" int,
  friend_id bigint references people on delete set null,
  unique (name, "order")
) with (fillfactor = 70);
comment on table people is 'Everyone.';
comment on column people.doc is 'What else is known.';
create index people_seen on people (seen_at desc) where friend_id is null;
create index people_doc on people using gin (doc jsonb_path_ops);
create trigger shout before insert on people for each row execute function shout();
create unlogged table scratch (id int, constraint scratch_no_overlap exclude using btree (id with =));
create table visits (
  person_id bigint not null references people,
  at timestamptz not null,
  primary key (person_id, at)
) partition by range (at);
create table visits_2026 partition of visits for values from ('2026-01-01 00:00+00') to ('2027-01-01 00:00+00');
create table visits_rest partition of visits default;
create view glad_people as select name, amount from people where mood = 'glad';
