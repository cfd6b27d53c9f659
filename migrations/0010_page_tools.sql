-- What belongs to one Page at the platform: utility templates, media and its reusable attachments.

-- A copy of what the platform says. A template is (Page, name, language); each language is approved apart.
create table utility_templates (
  workspace_id text not null,
  page_id text not null,
  name text not null,
  language text not null,
  template_id text not null,
  status text not null,                    -- APPROVED, PENDING, …: the platform's word, new ones included
  parameter_format text,                   -- NAMED or POSITIONAL; null: the platform did not say
  components jsonb not null,
  rejections jsonb not null default '[]',  -- codes and sentences of the platform
  library_name text,                       -- cloned from this template of the library
  synced_at timestamptz not null,
  primary key (workspace_id, page_id, name, language),
  foreign key (workspace_id, page_id) references pages on delete cascade
);

-- When the copy is to be read anew. A webhook about a template is a hint only: everything after `template_event_id` is one.
alter table pages
  add column templates_due_at timestamptz not null default '-infinity',
  add column templates_synced_at timestamptz,
  add column templates_error text,         -- why the last reading failed, in words
  add column template_event_id bigint not null default 0;
create index page_events_templates on page_events (workspace_id, page_id, page_event_id)
  where kind in ('message_template_status_update', 'messenger_template_status_update');

-- Pictures, sound, films and files for messages: our own bytes, or an address the platform fetches.
create table media (
  workspace_id text not null references workspaces,
  media_id bigint generated always as identity,
  name text not null,
  kind text not null check (kind in ('image', 'video', 'audio', 'file')),
  mime text not null,
  size_bytes integer,                      -- null: by address
  bytes bytea,
  source_url text,
  created_at timestamptz not null,
  primary key (workspace_id, media_id),
  check ((bytes is null) <> (source_url is null))
);
-- Pictures and films are compressed already: trying again costs time at every write.
alter table media alter column bytes set storage external;

-- The same media at the platform, once per Page. Such ids expire after 90 days.
create table page_attachments (
  workspace_id text not null,
  page_id text not null,
  media_id bigint not null,
  attachment_id text not null,
  uploaded_at timestamptz not null,
  expires_at timestamptz not null,         -- the past: refused by the platform before its time
  renew_at timestamptz not null,           -- when the worker looks at it next
  error text,                              -- why the last renewal failed, in words
  primary key (workspace_id, page_id, media_id),
  foreign key (workspace_id, page_id) references pages on delete cascade,
  foreign key (workspace_id, media_id) references media on delete cascade
);
create index page_attachments_renew on page_attachments (renew_at);

-- The Messenger Profile as last read or written, and the calls of the last ten minutes: the platform allows ten.
create table messenger_profiles (
  workspace_id text not null,
  page_id text not null,
  profile jsonb,                           -- null: never read
  read_at timestamptz,
  calls timestamptz[] not null default '{}',
  primary key (workspace_id, page_id),
  foreign key (workspace_id, page_id) references pages on delete cascade
);
