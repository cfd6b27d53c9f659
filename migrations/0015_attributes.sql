-- The attribute catalogue: more types, what is sensitive, what did not fit, the insides of objects, and changes to what is stored.

alter table attributes
  drop constraint attributes_type_check,
  add constraint attributes_type_check
    check (type in ('string', 'number', 'boolean', 'datetime', 'array', 'object', 'geo')),
  add column sensitive boolean not null default false,  -- hidden on screens from whoever may not see it; messages and filters use it
  add column description text not null default '',
  add column last_seen_at timestamptz;     -- when a value last came, to within some minutes; null: not since this was kept

create index attributes_sensitive on attributes (workspace_id, name) where sensitive;

-- What there is inside of objects: 'city', 'geo.lat'. Learned as values come; only offered, never enforced.
create table attribute_paths (
  workspace_id text not null,
  name text not null,
  path text not null,
  type text not null
    check (type in ('string', 'number', 'boolean', 'datetime', 'array', 'object', 'geo', 'mixed')),
  primary key (workspace_id, name, path),
  foreign key (workspace_id, name) references attributes on delete cascade
);

-- Values that were refused because the attribute is of another type. One row a type, however many came.
create table attribute_conflicts (
  workspace_id text not null,
  name text not null,
  seen_type text not null
    check (seen_type in ('string', 'number', 'boolean', 'datetime', 'array', 'object', 'geo')),
  times bigint not null,
  last_value text,                         -- its first characters; null while the attribute is sensitive
  last_source text not null,               -- 'api', 'moengage', 'segment', 'import', 'messenger'
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (workspace_id, name, seen_type),
  foreign key (workspace_id, name) references attributes on delete cascade
);

-- What an operator does to an attribute of everybody: done in ranges of profiles, each committed with where it ended.
create table attribute_changes (
  workspace_id text not null,
  name text not null,
  kind text not null check (kind in ('convert', 'rename', 'delete')),
  new_name text,                           -- of a rename: it is in the catalogue already
  done_to bigint not null default 0,       -- last profile id of this pass that was looked at
  changed_in_pass bigint not null default 0,  -- a merge may carry a value behind the pass: the last pass changes nothing
  changed bigint not null default 0,
  removed bigint not null default 0,       -- of a conversion: values that did not fit
  actor text not null,
  started_at timestamptz not null,
  primary key (workspace_id, name),
  foreign key (workspace_id, name) references attributes on delete cascade,
  check ((kind = 'rename') = (new_name is not null))
);
create index attribute_changes_open on attribute_changes (started_at);
