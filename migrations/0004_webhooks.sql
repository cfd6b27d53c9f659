-- Webhooks of a Page nobody connected wait for it; they are out of the queue's way until then.
alter table inbox add column waits_for_page text;
drop index inbox_due;
create index inbox_due on inbox (due_at, inbox_id) where waits_for_page is null;
create index inbox_waiting on inbox (waits_for_page) where waits_for_page is not null;

-- When a person's name may be asked for (again): the lease of the asking worker and its back-off in one.
alter table identities add column enrich_after timestamptz not null default now();
drop index identities_to_enrich;
create index identities_to_enrich on identities (enrich_after) where enriched_at is null;
