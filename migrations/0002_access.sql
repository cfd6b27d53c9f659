-- Operators and their sign-in. The tables are better-auth's, under our names and with our columns; its ids are texts.
-- Nothing here starts with workspace_id: signing in is how the workspace is found, so these tables route to it.

create table operators (
  id text primary key,
  workspace_id text not null references workspaces,
  permission text not null check (permission in ('view', 'edit', 'send', 'own')),
  name text not null,
  email text not null unique,              -- lower case: better-auth looks it up so
  email_verified boolean not null,
  image text,
  must_change_password boolean not null,   -- the password is one that we made and printed
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index operators_workspace on operators (workspace_id);

create table operator_sessions (
  id text primary key,
  operator_id text not null references operators on delete cascade,
  token text not null unique,              -- the cookie carries it signed
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null
);
create index operator_sessions_operator on operator_sessions (operator_id);

-- How an operator proves who they are. Ours is 'credential', with a password; the token columns are for other providers.
create table operator_accounts (
  id text primary key,
  operator_id text not null references operators on delete cascade,
  account_id text not null,
  provider_id text not null,
  password text,                           -- scrypt
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null
);
create index operator_accounts_operator on operator_accounts (operator_id);

create table operator_verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index operator_verifications_identifier on operator_verifications (identifier);

-- Sign-in attempts by address: counted here, so that all web processes count together and a restart forgives nobody.
create table operator_rate_limits (
  id text primary key,
  key text not null unique,
  count integer not null,
  last_request bigint not null             -- milliseconds since 1970
);
