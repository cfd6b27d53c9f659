-- Files in and out: imports that go on where they stopped and can be taken back, and lists of people made from files.

create table lists (
  workspace_id text not null references workspaces,
  list_id bigint generated always as identity,
  name text not null,
  identifier text not null,                -- what its values were compared with: customer_id, or the name of an attribute
  given integer not null default 0,        -- different values in the file
  unmatched integer not null default 0,    -- of them, those nobody has
  created_at timestamptz not null,
  primary key (workspace_id, list_id)
);
create unique index lists_name on lists (workspace_id, lower(name));

create table list_members (
  workspace_id text not null,
  list_id bigint not null,
  profile_id bigint not null,
  primary key (workspace_id, list_id, profile_id),
  foreign key (workspace_id, list_id) references lists on delete cascade,
  foreign key (workspace_id, profile_id) references profiles on delete cascade
);
create index list_members_profile on list_members (workspace_id, profile_id);

-- One uploaded file and what is done with it. A job (check, run, undo) keeps its place in `position`, moved in the
-- transaction of the rows it wrote: whoever takes the row next goes on from there.
create table imports (
  workspace_id text not null references workspaces,
  import_id bigint generated always as identity,
  kind text not null check (kind in ('customers', 'events', 'list')),
  name text not null,                      -- of the file
  state text not null check (state in ('uploading', 'ready', 'checking', 'checked', 'running', 'paused',
    'finished', 'cancelled', 'failed', 'undoing', 'undone')),
  size_bytes bigint not null default 0,    -- received so far
  format jsonb,                            -- how the file is read: type, encoding, delimiter, columns; null: not looked at yet
  settings jsonb,                          -- what becomes of each column, and the options; null: nobody has said
  position bigint not null default 0,      -- where the job is: a byte at the beginning of a row; of an undo, a batch
  line bigint not null default 0,          -- the line there
  counts jsonb not null default '{}',      -- of the job under way or the last one
  checked jsonb,                           -- counts of the last check
  error text,                              -- why it failed, in words
  stamp_at timestamptz,                    -- updated_at of every profile the run wrote: what differs was changed since
  list_id bigint,                          -- the list it makes
  made_by text not null,
  fence bigint not null default 0,         -- goes up with each taker; writes under an old one change nothing
  leased_until timestamptz,
  created_at timestamptz not null,
  started_at timestamptz,                  -- of the run
  ended_at timestamptz,
  primary key (workspace_id, import_id)
);
create index imports_work on imports (created_at) where state in ('checking', 'running', 'undoing');

create table import_chunks (
  workspace_id text not null,
  import_id bigint not null,
  start_byte bigint not null,
  bytes bytea not null,                    -- at most 1 MB
  primary key (workspace_id, import_id, start_byte),
  foreign key (workspace_id, import_id) references imports on delete cascade
);
-- Compressing 300 MB takes longer than importing them.
alter table import_chunks alter column bytes set storage external;

-- Rows that could not be taken, as they stood in the file; of a list, the values nobody has.
create table import_errors (
  workspace_id text not null,
  import_id bigint not null,
  line bigint not null,
  field text not null,                     -- the column, '' for the row as a whole
  message text not null,
  remedy text not null,
  cells jsonb not null,                    -- texts of the row
  customer_id text,                        -- whose row it is, when that could be read: erasing a person finds it
  primary key (workspace_id, import_id, line),
  foreign key (workspace_id, import_id) references imports on delete cascade
);
create index import_errors_customer on import_errors (workspace_id, customer_id) where customer_id is not null;

-- Which people a job has met in the file, as hashes of their ids, a row a batch: counted once at its end. (A row a person
-- cost a fifth of the import.) 'unknown' and 'changed' are those of a check; everybody is in 'all'.
create table import_seen (
  workspace_id text not null,
  import_id bigint not null,
  batch bigint not null,                   -- place in the file
  part text not null check (part in ('all', 'unknown', 'changed')),
  hashes bigint[] not null,
  primary key (workspace_id, import_id, batch, part),
  foreign key (workspace_id, import_id) references imports on delete cascade
);
alter table import_seen alter column hashes set storage external;

-- What taking an import back needs: whom it made, and of whom it changed the values before and after.
create table import_created (
  workspace_id text not null,
  import_id bigint not null,
  batch bigint not null,                   -- place in the file
  profile_ids bigint[] not null,
  primary key (workspace_id, import_id, batch),
  foreign key (workspace_id, import_id) references imports on delete cascade
);

create table import_changes (
  workspace_id text not null,
  import_id bigint not null,
  profile_id bigint not null,
  before jsonb not null,                   -- of the attributes it changed; a name that was not there is missing
  after jsonb not null,                    -- null: removed
  primary key (workspace_id, import_id, profile_id),
  foreign key (workspace_id, import_id) references imports on delete cascade
);
create index import_changes_profile on import_changes (workspace_id, profile_id);

-- People an undo left, with the reason.
create table import_kept (
  workspace_id text not null,
  import_id bigint not null,
  profile_id bigint not null,
  because text not null,
  primary key (workspace_id, import_id, profile_id),
  foreign key (workspace_id, import_id) references imports on delete cascade
);
create index import_kept_profile on import_kept (workspace_id, profile_id);
