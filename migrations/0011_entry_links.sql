-- How people come in: m.me links with a signed ref, and comments answered in private.

create table entry_links (
  workspace_id text not null references workspaces,
  link_id bigint generated always as identity,
  page_id text not null,
  name text not null,
  ref_code text not null,                  -- what the ref of the plain link says; it comes back in webhooks as it is
  welcome_text text,                       -- what the person finds typed in when the thread opens
  tag text,                                -- a campaign, a shop, a poster: for grouping
  single_use boolean not null default true, -- a personal link ties one PSID and no second one
  personal_days integer not null default 30 check (personal_days between 1 and 365),
  created_at timestamptz not null,
  archived_at timestamptz,
  primary key (workspace_id, link_id),
  foreign key (workspace_id, page_id) references pages
);
create unique index entry_links_ref on entry_links (workspace_id, page_id, ref_code);

-- A personal link of one customer. Its ref carries the id and a signature; nothing about the person is in it.
create table entry_invites (
  workspace_id text not null,
  invite_id bigint generated always as identity,
  link_id bigint not null,
  profile_id bigint not null,              -- as it was when issued; profile_merges leads on
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,                     -- the first tap that was accepted
  used_psid text,
  primary key (workspace_id, invite_id),
  foreign key (workspace_id, link_id) references entry_links
);
-- One open personal link a customer and link: asking again makes it last longer.
create unique index entry_invites_open on entry_invites (workspace_id, link_id, profile_id) where used_at is null;
create index entry_invites_link on entry_invites (workspace_id, link_id, profile_id);

-- One row a webhook that carried a ref of ours.
create table entry_visits (
  workspace_id text not null references workspaces,
  page_id text not null,
  dedupe_key text not null,                -- the event's: the same webhook again is the same visit
  link_id bigint,                          -- null: a personal ref that names no link of this Page (tampered, foreign)
  invite_id bigint,
  psid text not null,
  via text not null check (via in ('postback', 'referral', 'message', 'optin')),
  visited_at timestamptz not null,
  is_new boolean not null,                 -- nothing was known of this PSID before
  outcome text check (outcome in ('tied', 'already', 'used', 'expired', 'unknown_customer', 'other_customer', 'other_psid', 'forged')),
  primary key (workspace_id, page_id, dedupe_key),
  foreign key (workspace_id, link_id) references entry_links
);
create index entry_visits_counts on entry_visits (workspace_id, link_id, psid) include (via, is_new, outcome);
create index entry_visits_latest on entry_visits (workspace_id, link_id, visited_at desc, dedupe_key desc);
create index entry_visits_forged on entry_visits (workspace_id, page_id) where link_id is null;

-- Which comments on a Page's posts are answered in private, and with what.
create table comment_rules (
  workspace_id text not null references workspaces,
  rule_id bigint generated always as identity,
  page_id text not null,
  name text not null,
  post_id text,                            -- null: every post
  keywords text[] not null default '{}',   -- one of them must occur; none: every comment
  message jsonb not null,                  -- a Send API message; texts may hold {{ comment.text }} and {{ from.name }}
  is_active boolean not null,
  starts_at timestamptz,
  ends_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (workspace_id, rule_id),
  foreign key (workspace_id, page_id) references pages
);
create index comment_rules_page on comment_rules (workspace_id, page_id) where archived_at is null;

-- A small ledger of its own: one row a comment, because the platform allows one private reply a comment.
create table private_replies (
  workspace_id text not null references workspaces,
  page_id text not null,
  comment_id text not null,
  rule_id bigint,                          -- null: removed before it was known; kept so that a late webhook does not revive it
  post_id text,
  from_id text,                            -- not promised to be a PSID
  from_name text,
  comment text not null,
  commented_at timestamptz not null,
  state text not null check (state in ('pending', 'sending', 'unknown', 'accepted', 'failed', 'skipped')),
  reason text,
  due_at timestamptz not null,             -- pending: not before; unknown: asked again then
  attempts smallint not null default 0,
  may_be_sent boolean not null default false, -- a call was not answered: "already replied" then means this reply
  started_at timestamptz,                  -- of the latest call
  settled_at timestamptz,
  message jsonb,                           -- as sent
  mid text,
  psid text,                               -- whom the platform says it went to
  primary key (workspace_id, page_id, comment_id),
  foreign key (workspace_id, rule_id) references comment_rules
);
create index private_replies_due on private_replies (workspace_id, page_id, due_at) where state in ('pending', 'unknown');
create index private_replies_begun on private_replies (started_at) where state = 'sending';
create index private_replies_calls on private_replies (workspace_id, page_id, started_at) where started_at is not null;
create index private_replies_log on private_replies (workspace_id, page_id, commented_at desc, comment_id desc) where rule_id is not null;
create index private_replies_rule on private_replies (workspace_id, rule_id, state);
