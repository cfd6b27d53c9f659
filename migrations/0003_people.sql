-- Finding people: by PSID without knowing the Page, and for the search field of the dashboard.

create index identities_psid on identities (workspace_id, psid);

-- Prefixes, whatever the database's collation.
create index profiles_customer_prefix on profiles (workspace_id, customer_id text_pattern_ops)
  where customer_id is not null;
create index profiles_email_prefix on profiles (workspace_id, lower(attributes ->> 'email') text_pattern_ops)
  where attributes ? 'email';
