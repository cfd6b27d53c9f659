-- The part of a name that is typed into the search field. A trigram index would need an extension, which not every server
-- lets us create; so names lie together in an index of their own, and looking through that is looking through little.
-- Bounded, because an index takes no long value.

alter table profiles add column search_name text generated always as (
  lower(left(coalesce(attributes ->> 'first_name', ''), 100)
    || ' ' || left(coalesce(attributes ->> 'last_name', ''), 100)
    || ' ' || left(coalesce(attributes ->> 'name', ''), 100))
) stored;

create index profiles_search_name on profiles (workspace_id, profile_id) include (customer_id, search_name);
