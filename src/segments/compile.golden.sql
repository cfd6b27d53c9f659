-- everybody
true
   -- 

-- nobody
false
   -- 

-- none of nothing
true
   -- 

-- either attribute
((p.attributes ? $1 and p.attributes -> $2 = $3::jsonb) or (p.attributes ? $4 and p.attributes -> $5 = $6::jsonb))
   -- "city", "city", "\"Brno\"", "city", "city", "\"Praha\""

-- an attribute, or an event
((p.attributes ? $1 and p.attributes -> $2 = $3::jsonb) or (exists (select from event_totals t where t.workspace_id = $4 and t.name = $5 and t.profile_id = p.profile_id)) or (not (exists (select from event_totals t where t.workspace_id = $6 and t.name = $7 and t.profile_id = p.profile_id and t.times >= $8::int and t.last_at >= $9::timestamptz) and exists (select from events e where "e"."workspace_id" = $10 and "e"."name" = $11 and e.occurred_at >= $12::timestamptz and e.profile_id = p.profile_id group by e.profile_id having count(*) >= $13::int))))
   -- "city", "city", "\"Brno\"", "w", "purchase", "w", "purchase", 3, "2026-11-15T12:00:00.001Z", "w", "purchase", "2026-11-15T12:00:00.001Z", 3
-- an attribute, or an event: everybody
exists (select from (select p.profile_id from profiles p where p.workspace_id = $1 and (((p.attributes ? $2 and p.attributes -> $3 = $4::jsonb))) union all select t.profile_id as profile_id from event_totals t where t.workspace_id = $5 and t.name = $6 union all select p.profile_id from profiles p where p.workspace_id = $7 and (not exists (select from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $8 and "e"."name" = $9 and e.occurred_at >= $10::timestamptz group by e.profile_id having count(*) >= $11::int) s where s.profile_id = p.profile_id))) s where s.profile_id = p.profile_id)
   -- "w", "city", "city", "\"Brno\"", "w", "purchase", "w", "w", "purchase", "2026-11-15T12:00:00.001Z", 3
-- an attribute, or an event: the set
select s.profile_id from (select p.profile_id from profiles p where p.workspace_id = $1 and (((p.attributes ? $2 and p.attributes -> $3 = $4::jsonb))) union all select t.profile_id as profile_id from event_totals t where t.workspace_id = $5 and t.name = $6 union all select p.profile_id from profiles p where p.workspace_id = $7 and (not exists (select from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $8 and "e"."name" = $9 and e.occurred_at >= $10::timestamptz group by e.profile_id having count(*) >= $11::int) s where s.profile_id = p.profile_id))) s group by s.profile_id
   -- "w", "city", "city", "\"Brno\"", "w", "purchase", "w", "w", "purchase", "2026-11-15T12:00:00.001Z", 3

-- none of an attribute and an event
((p.attributes ? $1 and btrim(p.attributes ->> $2, $3) <> '') is not true) and (not (exists (select from event_totals t where t.workspace_id = $4 and t.name = $5 and t.profile_id = p.profile_id and t.times >= $6::int and t.last_at >= $7::timestamptz) and exists (select from events e where "e"."workspace_id" = $8 and "e"."name" = $9 and e.occurred_at >= $10::timestamptz and e.profile_id = p.profile_id group by e.profile_id having count(*) >= $11::int)))
   -- "city", "city", <blank>, "w", "purchase", 2, "2026-11-15T12:00:00.001Z", "w", "purchase", "2026-11-15T12:00:00.001Z", 2
-- none of an attribute and an event: everybody
((p.attributes ? $1 and btrim(p.attributes ->> $2, $3) <> '') is not true) and (not exists (select from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $4 and "e"."name" = $5 and e.occurred_at >= $6::timestamptz group by e.profile_id having count(*) >= $7::int) s where s.profile_id = p.profile_id))
   -- "city", "city", <blank>, "w", "purchase", "2026-11-15T12:00:00.001Z", 2

-- an event and not a list
(exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.times >= $3::int and t.profile_id = p.profile_id)) and (not exists (select from list_members m where m.workspace_id = $4 and m.list_id = $5::bigint and m.profile_id = p.profile_id))
   -- "w", "purchase", 2, "w", 4
-- an event and not a list: the set
select p.profile_id from (select t.profile_id as profile_id from event_totals t where t.workspace_id = $1 and t.name = $2 and t.times >= $3::int) p where (not exists (select from list_members m where m.workspace_id = $4 and m.list_id = $5::bigint and m.profile_id = p.profile_id))
   -- "w", "purchase", 2, "w", 4

-- nested
(p.attributes ? $1 and btrim(p.attributes ->> $2, $3) <> '') and (((p.attributes ? $4 and p.attributes -> $5 = $6::jsonb) or ((exists (select from event_totals t where t.workspace_id = $7 and t.name = $8 and t.profile_id = p.profile_id)) and ((not exists (select from events e where "e"."workspace_id" = $9 and "e"."name" = $10 and exists (select from events n where "n"."workspace_id" = $11 and "n"."name" = $12 and n.profile_id = e.profile_id and n.occurred_at > e.occurred_at and n.occurred_at <= e.occurred_at + $13::double precision * interval '1 millisecond') and e.profile_id = p.profile_id)) and (not exists (select from deliveries d where d.workspace_id = $14 and d.campaign_id = $15::bigint and exists (select from responses r where r.workspace_id = d.workspace_id and r.delivery_id = d.delivery_id and r.kind = any($16::text[]) and "r"."at" is not null) and d.profile_id = p.profile_id))))))
   -- "city", "city", <blank>, "city", "city", "true", "w", "purchase", "w", "added_to_cart", "w", "purchase", 172800000, "w", 7, ["click"]
-- nested: everybody
(p.attributes ? $1 and btrim(p.attributes ->> $2, $3) <> '') and (exists (select from (select p.profile_id from profiles p where p.workspace_id = $4 and (((p.attributes ? $5 and p.attributes -> $6 = $7::jsonb))) union all select p.profile_id from (select t.profile_id as profile_id from event_totals t where t.workspace_id = $8 and t.name = $9) p where ((not exists (select from events e where "e"."workspace_id" = $10 and "e"."name" = $11 and exists (select from events n where "n"."workspace_id" = $12 and "n"."name" = $13 and n.profile_id = e.profile_id and n.occurred_at > e.occurred_at and n.occurred_at <= e.occurred_at + $14::double precision * interval '1 millisecond') and e.profile_id = p.profile_id)) and (not exists (select from deliveries d where d.workspace_id = $15 and d.campaign_id = $16::bigint and exists (select from responses r where r.workspace_id = d.workspace_id and r.delivery_id = d.delivery_id and r.kind = any($17::text[]) and "r"."at" is not null) and d.profile_id = p.profile_id)))) s where s.profile_id = p.profile_id))
   -- "city", "city", <blank>, "w", "city", "city", "true", "w", "purchase", "w", "added_to_cart", "w", "purchase", 172800000, "w", 7, ["click"]

-- exists
(p.attributes ? $1 and btrim(p.attributes ->> $2, $3) <> '')
   -- "city", "city", <blank>

-- does not exist
((p.attributes ? $1 and btrim(p.attributes ->> $2, $3) <> '') is not true)
   -- "city", "city", <blank>

-- is blank
(p.attributes ? $1 and p.attributes -> $2 is not null and btrim(coalesce(p.attributes ->> $3, ''), $4) = '')
   -- "city", "city", "city", <blank>

-- is a text
(p.attributes ? $1 and p.attributes -> $2 = $3::jsonb)
   -- "city", "city", "\"Brno\""
-- is a text: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) = $3::jsonb and p.attributes ? $4 and p.attributes -> $5 = $6::jsonb)
   -- "city", "city", "\"Brno\"", "city", "city", "\"Brno\""

-- is a text, whatever its case
(p.attributes ? $1 and jsonb_typeof(p.attributes -> $2) = 'string' and lower(p.attributes ->> $3) = lower($4))
   -- "city", "city", "city", "Brno"

-- is not a number
((p.attributes ? $1 and p.attributes -> $2 = $3::jsonb) is not true)
   -- "city", "city", "5"

-- is a customer
(p.customer_id = $1)
   -- "c1"

-- is within an object
(p.attributes ? $1 and p.attributes -> $2 -> $3 -> $4 = $5::jsonb)
   -- "address", "address", "geo", "lat", "49"

-- any of
(p.attributes ? $1 and p.attributes -> $2 = any($3::jsonb[]))
   -- "city", "city", ["\"Brno\"","\"Praha\"","5"]
-- any of: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) = any($3::jsonb[]) and p.attributes ? $4 and p.attributes -> $5 = any($6::jsonb[]))
   -- "city", "city", ["\"Brno\"","\"Praha\"","5"], "city", "city", ["\"Brno\"","\"Praha\"","5"]

-- any of, whatever their case
(p.attributes ? $1 and (jsonb_typeof(p.attributes -> $2) = 'string' and lower(p.attributes ->> $3) = any(array(select lower(x) from unnest($4::text[]) x)) or p.attributes -> $5 = any($6::jsonb[])))
   -- "city", "city", "city", ["Brno","Praha"], "city", ["true"]

-- none of
((p.attributes ? $1 and p.attributes -> $2 = any($3::jsonb[])) is not true)
   -- "city", "city", ["\"Brno\"","\"Praha\""]

-- contains
(p.attributes ? $1 and case jsonb_typeof(p.attributes -> $2) when 'string' then strpos(lower(p.attributes ->> $3), lower($4::text)) > 0 when 'array' then (p.attributes -> $5) ? $6 end)
   -- "city", "city", "city", "rn", "city", "rn"

-- contains these letters
(p.attributes ? $1 and case jsonb_typeof(p.attributes -> $2) when 'string' then strpos(p.attributes ->> $3, $4::text) > 0 when 'array' then (p.attributes -> $5) ? $6 end)
   -- "city", "city", "city", "rn", "city", "rn"

-- does not contain
((p.attributes ? $1 and case jsonb_typeof(p.attributes -> $2) when 'string' then strpos(lower(p.attributes ->> $3), lower($4::text)) > 0 when 'array' then (p.attributes -> $5) ? $6 end) is not true)
   -- "city", "city", "city", "rn", "city", "rn"

-- starts with
(p.attributes ? $1 and jsonb_typeof(p.attributes -> $2) = 'string' and starts_with(lower(p.attributes ->> $3), lower($4::text)))
   -- "city", "city", "city", "Br"

-- ends with
(p.attributes ? $1 and jsonb_typeof(p.attributes -> $2) = 'string' and right(lower(p.attributes ->> $3), length(lower($4::text))) = lower($5::text))
   -- "city", "city", "city", "no", "no"

-- matches
(p.attributes ? $1 and jsonb_typeof(p.attributes -> $2) = 'string' and lower(p.attributes ->> $3) like lower($4::text))
   -- "city", "city", "city", "B_n%"

-- does not match
((p.attributes ? $1 and jsonb_typeof(p.attributes -> $2) = 'string' and lower(p.attributes ->> $3) like lower($4::text)) is not true)
   -- "city", "city", "city", "100\\%%"

-- has any
(p.attributes ? $1 and case when jsonb_typeof(p.attributes -> $2) = 'array' then (p.attributes -> $3) ?| $4::text[] or exists (select from jsonb_array_elements(p.attributes -> $5) x where x.value = any($6::jsonb[])) end)
   -- "city", "city", "city", ["a","b"], "city", ["5"]

-- has all
(p.attributes ? $1 and jsonb_typeof(p.attributes -> $2) = 'array' and p.attributes -> $3 @> $4::jsonb)
   -- "city", "city", "city", "[\"a\",\"b\"]"

-- has none
((p.attributes ? $1 and case when jsonb_typeof(p.attributes -> $2) = 'array' then (p.attributes -> $3) ?| $4::text[] end) is not true)
   -- "city", "city", "city", ["a"]

-- greater than a number
(p.attributes ? $1 and p.attributes -> $2 > $3::jsonb and p.attributes -> $4 < 'false'::jsonb)
   -- "city", "city", "5", "city"
-- greater than a number: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) > $3::jsonb and filter_key(p.attributes -> $4) < 'false'::jsonb and p.attributes ? $5 and p.attributes -> $6 > $7::jsonb and p.attributes -> $8 < 'false'::jsonb)
   -- "city", "city", "5", "city", "city", "city", "5", "city"

-- at least a number
(p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes -> $4 < 'false'::jsonb)
   -- "city", "city", "5", "city"
-- at least a number: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) >= $3::jsonb and filter_key(p.attributes -> $4) < 'false'::jsonb and p.attributes ? $5 and p.attributes -> $6 >= $7::jsonb and p.attributes -> $8 < 'false'::jsonb)
   -- "city", "city", "5", "city", "city", "city", "5", "city"

-- less than a number
(p.attributes ? $1 and p.attributes -> $2 < $3::jsonb and p.attributes -> $4 > '-1e1000'::jsonb)
   -- "city", "city", "5", "city"
-- less than a number: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) < $3::jsonb and filter_key(p.attributes -> $4) > '-1e1000'::jsonb and p.attributes ? $5 and p.attributes -> $6 < $7::jsonb and p.attributes -> $8 > '-1e1000'::jsonb)
   -- "city", "city", "5", "city", "city", "city", "5", "city"

-- at most a number
(p.attributes ? $1 and p.attributes -> $2 <= $3::jsonb and p.attributes -> $4 > '-1e1000'::jsonb)
   -- "city", "city", "5", "city"
-- at most a number: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) <= $3::jsonb and filter_key(p.attributes -> $4) > '-1e1000'::jsonb and p.attributes ? $5 and p.attributes -> $6 <= $7::jsonb and p.attributes -> $8 > '-1e1000'::jsonb)
   -- "city", "city", "5", "city", "city", "city", "5", "city"

-- after an instant
(p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes ->> $4 ~ $5)
   -- "city", "city", "\"2026-10-31T23:00:00.001Z\"", "city", <date-time>
-- after an instant: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) >= $3::jsonb and p.attributes ->> $4 ~ $5 and p.attributes ? $6 and p.attributes -> $7 >= $8::jsonb and p.attributes ->> $9 ~ $10)
   -- "city", "city", "\"2026-10-31T23:00:00.001Z\"", "city", <date-time>, "city", "city", "\"2026-10-31T23:00:00.001Z\"", "city", <date-time>

-- at or before an instant
(p.attributes ? $1 and p.attributes -> $2 < $3::jsonb and p.attributes ->> $4 ~ $5)
   -- "city", "city", "\"2026-10-31T23:00:00.001Z\"", "city", <date-time>
-- at or before an instant: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) < $3::jsonb and p.attributes ->> $4 ~ $5 and p.attributes ? $6 and p.attributes -> $7 < $8::jsonb and p.attributes ->> $9 ~ $10)
   -- "city", "city", "\"2026-10-31T23:00:00.001Z\"", "city", <date-time>, "city", "city", "\"2026-10-31T23:00:00.001Z\"", "city", <date-time>

-- between numbers
(p.attributes ? $1 and p.attributes -> $2 between $3::jsonb and $4::jsonb)
   -- "city", "city", "1", "2"
-- between numbers: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) between $3::jsonb and $4::jsonb and p.attributes ? $5 and p.attributes -> $6 between $7::jsonb and $8::jsonb)
   -- "city", "city", "1", "2", "city", "city", "1", "2"

-- between instants
(p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes -> $4 < $5::jsonb and p.attributes ->> $6 ~ $7)
   -- "city", "city", "\"2026-11-01T00:00:00.000Z\"", "city", "\"2026-11-02T00:00:00.001Z\"", "city", <date-time>
-- between instants: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) >= $3::jsonb and filter_key(p.attributes -> $4) < $5::jsonb and p.attributes ->> $6 ~ $7 and p.attributes ? $8 and p.attributes -> $9 >= $10::jsonb and p.attributes -> $11 < $12::jsonb and p.attributes ->> $13 ~ $14)
   -- "city", "city", "\"2026-11-01T00:00:00.000Z\"", "city", "\"2026-11-02T00:00:00.001Z\"", "city", <date-time>, "city", "city", "\"2026-11-01T00:00:00.000Z\"", "city", "\"2026-11-02T00:00:00.001Z\"", "city", <date-time>

-- not between numbers
((p.attributes ? $1 and p.attributes -> $2 between $3::jsonb and $4::jsonb) is not true)
   -- "city", "city", "1", "2"

-- in the last days
(p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes -> $4 < $5::jsonb and p.attributes ->> $6 ~ $7)
   -- "city", "city", "\"2026-11-15T12:00:00.001Z\"", "city", "\"2026-11-22T12:00:00.001Z\"", "city", <date-time>
-- in the last days: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) >= $3::jsonb and filter_key(p.attributes -> $4) < $5::jsonb and p.attributes ->> $6 ~ $7 and p.attributes ? $8 and p.attributes -> $9 >= $10::jsonb and p.attributes -> $11 < $12::jsonb and p.attributes ->> $13 ~ $14)
   -- "city", "city", "\"2026-11-15T12:00:00.001Z\"", "city", "\"2026-11-22T12:00:00.001Z\"", "city", <date-time>, "city", "city", "\"2026-11-15T12:00:00.001Z\"", "city", "\"2026-11-22T12:00:00.001Z\"", "city", <date-time>

-- not in the last days
((p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes -> $4 < $5::jsonb and p.attributes ->> $6 ~ $7) is not true)
   -- "city", "city", "\"2026-11-21T12:00:00.001Z\"", "city", "\"2026-11-22T12:00:00.001Z\"", "city", <date-time>

-- in the last months
(p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes -> $4 < $5::jsonb and p.attributes ->> $6 ~ $7)
   -- "city", "city", "\"2026-08-22T11:00:00.001Z\"", "city", "\"2026-11-22T12:00:00.001Z\"", "city", <date-time>
-- in the last months: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) >= $3::jsonb and filter_key(p.attributes -> $4) < $5::jsonb and p.attributes ->> $6 ~ $7 and p.attributes ? $8 and p.attributes -> $9 >= $10::jsonb and p.attributes -> $11 < $12::jsonb and p.attributes ->> $13 ~ $14)
   -- "city", "city", "\"2026-08-22T11:00:00.001Z\"", "city", "\"2026-11-22T12:00:00.001Z\"", "city", <date-time>, "city", "city", "\"2026-08-22T11:00:00.001Z\"", "city", "\"2026-11-22T12:00:00.001Z\"", "city", <date-time>

-- not in the last hours
((p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes -> $4 < $5::jsonb and p.attributes ->> $6 ~ $7) is not true)
   -- "city", "city", "\"2026-11-22T00:00:00.001Z\"", "city", "\"2026-11-22T12:00:00.001Z\"", "city", <date-time>

-- in the next weeks
(p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes -> $4 < $5::jsonb and p.attributes ->> $6 ~ $7)
   -- "city", "city", "\"2026-11-22T12:00:00.000Z\"", "city", "\"2026-12-06T12:00:00.000Z\"", "city", <date-time>
-- in the next weeks: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) >= $3::jsonb and filter_key(p.attributes -> $4) < $5::jsonb and p.attributes ->> $6 ~ $7 and p.attributes ? $8 and p.attributes -> $9 >= $10::jsonb and p.attributes -> $11 < $12::jsonb and p.attributes ->> $13 ~ $14)
   -- "city", "city", "\"2026-11-22T12:00:00.000Z\"", "city", "\"2026-12-06T12:00:00.000Z\"", "city", <date-time>, "city", "city", "\"2026-11-22T12:00:00.000Z\"", "city", "\"2026-12-06T12:00:00.000Z\"", "city", <date-time>

-- not in the next minutes
((p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes -> $4 < $5::jsonb and p.attributes ->> $6 ~ $7) is not true)
   -- "city", "city", "\"2026-11-22T12:00:00.000Z\"", "city", "\"2026-11-22T12:30:00.000Z\"", "city", <date-time>

-- this month
(p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes -> $4 < $5::jsonb and p.attributes ->> $6 ~ $7)
   -- "city", "city", "\"2026-10-31T23:00:00.000Z\"", "city", "\"2026-11-30T23:00:00.000Z\"", "city", <date-time>
-- this month: everybody
(p.attributes ? $1 and filter_key(p.attributes -> $2) >= $3::jsonb and filter_key(p.attributes -> $4) < $5::jsonb and p.attributes ->> $6 ~ $7 and p.attributes ? $8 and p.attributes -> $9 >= $10::jsonb and p.attributes -> $11 < $12::jsonb and p.attributes ->> $13 ~ $14)
   -- "city", "city", "\"2026-10-31T23:00:00.000Z\"", "city", "\"2026-11-30T23:00:00.000Z\"", "city", <date-time>, "city", "city", "\"2026-10-31T23:00:00.000Z\"", "city", "\"2026-11-30T23:00:00.000Z\"", "city", <date-time>

-- not on a day
((p.attributes ? $1 and p.attributes -> $2 >= $3::jsonb and p.attributes -> $4 < $5::jsonb and p.attributes ->> $6 ~ $7) is not true)
   -- "city", "city", "\"2026-10-24T22:00:00.000Z\"", "city", "\"2026-10-25T23:00:00.000Z\"", "city", <date-time>

-- anniversary
(p.attributes ? $1 and case when p.attributes ->> $2 ~ $3 then to_char(((p.attributes ->> $4)::timestamptz at time zone $5), 'MM-DD') = any($6::text[]) end)
   -- "city", "city", <date-time>, "city", "Europe/Prague", ["11-22","11-23","11-24"]

-- hour of day
(p.attributes ? $1 and case when p.attributes ->> $2 ~ $3 then extract(hour from ((p.attributes ->> $4)::timestamptz at time zone $5)) >= $6::int or extract(hour from ((p.attributes ->> $7)::timestamptz at time zone $8)) <= $9::int end)
   -- "city", "city", <date-time>, "city", "Europe/Prague", 22, "city", "Europe/Prague", 5

-- weekday
(p.attributes ? $1 and case when p.attributes ->> $2 ~ $3 then extract(isodow from ((p.attributes ->> $4)::timestamptz at time zone $5)) = any($6::numeric[]) end)
   -- "city", "city", <date-time>, "city", "Europe/Prague", [6,7]

-- within a distance
(p.attributes ? $1 and case when (p.attributes -> $2 -> 'lat') between $3::jsonb and $4::jsonb and (p.attributes -> $5 -> 'lon') between $6::jsonb and $7::jsonb then $8::double precision * asin(sqrt(least(1, power(sin(radians(round((p.attributes -> $9 -> 'lat')::numeric, 12)::double precision - $10::double precision) / 2), 2) + cos(radians($11::double precision)) * cos(radians(round((p.attributes -> $12 -> 'lat')::numeric, 12)::double precision)) * power(sin(radians(round((p.attributes -> $13 -> 'lon')::numeric, 12)::double precision - $14::double precision) / 2), 2)))) <= $15::double precision end)
   -- "city", "city", "-90", "90", "city", "-180", "180", 12742, "city", 49.2, 49.2, "city", "city", 16.6, 10

-- not within a distance
((p.attributes ? $1 and case when (p.attributes -> $2 -> 'lat') between $3::jsonb and $4::jsonb and (p.attributes -> $5 -> 'lon') between $6::jsonb and $7::jsonb then $8::double precision * asin(sqrt(least(1, power(sin(radians(round((p.attributes -> $9 -> 'lat')::numeric, 12)::double precision - $10::double precision) / 2), 2) + cos(radians($11::double precision)) * cos(radians(round((p.attributes -> $12 -> 'lat')::numeric, 12)::double precision)) * power(sin(radians(round((p.attributes -> $13 -> 'lon')::numeric, 12)::double precision - $14::double precision) / 2), 2)))) <= $15::double precision end) is not true)
   -- "city", "city", "-90", "90", "city", "-180", "180", 12742, "city", 49.2, 49.2, "city", "city", 16.6, 10

-- did
(exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.profile_id = p.profile_id))
   -- "w", "purchase"
-- did: the set
select t.profile_id as profile_id from event_totals t where t.workspace_id = $1 and t.name = $2
   -- "w", "purchase"

-- did not ever
(not exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.profile_id = p.profile_id))
   -- "w", "purchase"

-- did at least 5 times
(exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.times >= $3::int and t.profile_id = p.profile_id))
   -- "w", "purchase", 5
-- did at least 5 times: the set
select t.profile_id as profile_id from event_totals t where t.workspace_id = $1 and t.name = $2 and t.times >= $3::int
   -- "w", "purchase", 5

-- did exactly twice
(exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.times >= $3::int and t.times <= $4::int and t.profile_id = p.profile_id))
   -- "w", "purchase", 2, 2
-- did exactly twice: the set
select t.profile_id as profile_id from event_totals t where t.workspace_id = $1 and t.name = $2 and t.times >= $3::int and t.times <= $4::int
   -- "w", "purchase", 2, 2

-- did at most twice
(not exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.times >= $3::int and t.profile_id = p.profile_id))
   -- "w", "purchase", 3

-- did in 30 days
(exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.last_at >= $3::timestamptz and t.profile_id = p.profile_id))
   -- "w", "purchase", "2026-10-23T12:00:00.001Z"
-- did in 30 days: the set
select t.profile_id as profile_id from event_totals t where t.workspace_id = $1 and t.name = $2 and t.last_at >= $3::timestamptz
   -- "w", "purchase", "2026-10-23T12:00:00.001Z"

-- did not in 30 days
(not exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.last_at >= $3::timestamptz and t.profile_id = p.profile_id))
   -- "w", "purchase", "2026-10-23T12:00:00.001Z"

-- did yesterday
((exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.profile_id = p.profile_id and t.last_at >= $3::timestamptz and t.first_at < $4::timestamptz) and exists (select from events e where "e"."workspace_id" = $5 and "e"."name" = $6 and e.occurred_at >= $7::timestamptz and e.occurred_at < $8::timestamptz and e.profile_id = p.profile_id)))
   -- "w", "purchase", "2026-11-20T23:00:00.000Z", "2026-11-21T23:00:00.000Z", "w", "purchase", "2026-11-20T23:00:00.000Z", "2026-11-21T23:00:00.000Z"
-- did yesterday: everybody
(exists (select from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and e.occurred_at >= $3::timestamptz and e.occurred_at < $4::timestamptz and e.profile_id = p.profile_id))
   -- "w", "purchase", "2026-11-20T23:00:00.000Z", "2026-11-21T23:00:00.000Z"
-- did yesterday: the set
select s.profile_id from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and e.occurred_at >= $3::timestamptz and e.occurred_at < $4::timestamptz) s group by s.profile_id
   -- "w", "purchase", "2026-11-20T23:00:00.000Z", "2026-11-21T23:00:00.000Z"

-- did before an instant
(exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.first_at < $3::timestamptz and t.profile_id = p.profile_id))
   -- "w", "purchase", "2026-01-01T00:00:00.000Z"
-- did before an instant: the set
select t.profile_id as profile_id from event_totals t where t.workspace_id = $1 and t.name = $2 and t.first_at < $3::timestamptz
   -- "w", "purchase", "2026-01-01T00:00:00.000Z"

-- did at least twice in 30 days with price > 100
((exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.profile_id = p.profile_id and t.times >= $3::int and t.last_at >= $4::timestamptz) and exists (select from events e where "e"."workspace_id" = $5 and "e"."name" = $6 and ("e"."value" > $7::double precision) and e.occurred_at >= $8::timestamptz and e.profile_id = p.profile_id group by e.profile_id having count(*) >= $9::int)))
   -- "w", "purchase", 2, "2026-10-23T12:00:00.001Z", "w", "purchase", 100, "2026-10-23T12:00:00.001Z", 2
-- did at least twice in 30 days with price > 100: everybody
(exists (select from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and ("e"."value" > $3::double precision) and e.occurred_at >= $4::timestamptz group by e.profile_id having count(*) >= $5::int) s where s.profile_id = p.profile_id))
   -- "w", "purchase", 100, "2026-10-23T12:00:00.001Z", 2
-- did at least twice in 30 days with price > 100: the set
select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and ("e"."value" > $3::double precision) and e.occurred_at >= $4::timestamptz group by e.profile_id having count(*) >= $5::int
   -- "w", "purchase", 100, "2026-10-23T12:00:00.001Z", 2

-- did with any of two conditions
((exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.profile_id = p.profile_id) and exists (select from events e where "e"."workspace_id" = $3 and "e"."name" = $4 and (("e"."attributes" -> $5 = $6::jsonb) or (("e"."value" = $7::double precision) is not true)) and e.profile_id = p.profile_id)))
   -- "w", "purchase", "w", "purchase", "sku", "5", 5
-- did with any of two conditions: everybody
(exists (select from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and (("e"."attributes" -> $3 = $4::jsonb) or (("e"."value" = $5::double precision) is not true)) and e.profile_id = p.profile_id))
   -- "w", "purchase", "sku", "5", 5
-- did with any of two conditions: the set
select s.profile_id from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and (("e"."attributes" -> $3 = $4::jsonb) or (("e"."value" = $5::double precision) is not true))) s group by s.profile_id
   -- "w", "purchase", "sku", "5", 5

-- for the first time in 7 days
(exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.first_at >= $3::timestamptz and t.profile_id = p.profile_id))
   -- "w", "purchase", "2026-11-15T12:00:00.001Z"
-- for the first time in 7 days: the set
select t.profile_id as profile_id from event_totals t where t.workspace_id = $1 and t.name = $2 and t.first_at >= $3::timestamptz
   -- "w", "purchase", "2026-11-15T12:00:00.001Z"

-- for the last time more than 3 months ago, dear ones
((exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.profile_id = p.profile_id) and exists (select from events e where "e"."workspace_id" = $3 and "e"."name" = $4 and ("e"."value" > $5::double precision) and e.profile_id = p.profile_id group by e.profile_id having max(e.occurred_at) < $6::timestamptz)))
   -- "w", "purchase", "w", "purchase", 100, "2026-08-22T11:00:00.000Z"
-- for the last time more than 3 months ago, dear ones: everybody
(exists (select from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and ("e"."value" > $3::double precision) group by e.profile_id having max(e.occurred_at) < $4::timestamptz) s where s.profile_id = p.profile_id))
   -- "w", "purchase", 100, "2026-08-22T11:00:00.000Z"
-- for the last time more than 3 months ago, dear ones: the set
select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and ("e"."value" > $3::double precision) group by e.profile_id having max(e.occurred_at) < $4::timestamptz
   -- "w", "purchase", 100, "2026-08-22T11:00:00.000Z"

-- sum ever
(exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.valued > 0 and t.value_sum >= $3::numeric and t.profile_id = p.profile_id))
   -- "w", "purchase", "1000"
-- sum ever: the set
select t.profile_id as profile_id from event_totals t where t.workspace_id = $1 and t.name = $2 and t.valued > 0 and t.value_sum >= $3::numeric
   -- "w", "purchase", "1000"

-- average in 30 days
((exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.profile_id = p.profile_id and t.last_at >= $3::timestamptz) and exists (select from events e where "e"."workspace_id" = $4 and "e"."name" = $5 and e.occurred_at >= $6::timestamptz and e.profile_id = p.profile_id group by e.profile_id having sum(("e"."value")::numeric) < $7::numeric * count("e"."value"))))
   -- "w", "purchase", "2026-10-23T12:00:00.001Z", "w", "purchase", "2026-10-23T12:00:00.001Z", "50.5"
-- average in 30 days: everybody
(exists (select from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and e.occurred_at >= $3::timestamptz group by e.profile_id having sum(("e"."value")::numeric) < $4::numeric * count("e"."value")) s where s.profile_id = p.profile_id))
   -- "w", "purchase", "2026-10-23T12:00:00.001Z", "50.5"
-- average in 30 days: the set
select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and e.occurred_at >= $3::timestamptz group by e.profile_id having sum(("e"."value")::numeric) < $4::numeric * count("e"."value")
   -- "w", "purchase", "2026-10-23T12:00:00.001Z", "50.5"

-- greatest of another attribute
((exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.profile_id = p.profile_id) and exists (select from events e where "e"."workspace_id" = $3 and "e"."name" = $4 and e.profile_id = p.profile_id group by e.profile_id having max( case when "e"."attributes" -> $5 between $6::jsonb and $7::jsonb then ("e"."attributes" ->> $8)::double precision end) > $9::double precision)))
   -- "w", "purchase", "w", "purchase", "items", "-1.7976931348623157e+308", "1.7976931348623157e+308", "items", "3"
-- greatest of another attribute: everybody
(exists (select from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 group by e.profile_id having max( case when "e"."attributes" -> $3 between $4::jsonb and $5::jsonb then ("e"."attributes" ->> $6)::double precision end) > $7::double precision) s where s.profile_id = p.profile_id))
   -- "w", "purchase", "items", "-1.7976931348623157e+308", "1.7976931348623157e+308", "items", "3"
-- greatest of another attribute: the set
select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 group by e.profile_id having max( case when "e"."attributes" -> $3 between $4::jsonb and $5::jsonb then ("e"."attributes" ->> $6)::double precision end) > $7::double precision
   -- "w", "purchase", "items", "-1.7976931348623157e+308", "1.7976931348623157e+308", "items", "3"

-- least ever
(exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.valued > 0 and t.value_min <= $3::double precision and t.profile_id = p.profile_id))
   -- "w", "purchase", "3"
-- least ever: the set
select t.profile_id as profile_id from event_totals t where t.workspace_id = $1 and t.name = $2 and t.valued > 0 and t.value_min <= $3::double precision
   -- "w", "purchase", "3"

-- different values
((exists (select from event_totals t where t.workspace_id = $1 and t.name = $2 and t.profile_id = p.profile_id) and exists (select from events e where "e"."workspace_id" = $3 and "e"."name" = $4 and e.profile_id = p.profile_id group by e.profile_id having nullif(count(distinct nullif("e"."attributes" -> $5, 'null')), 0) = $6::double precision)))
   -- "w", "purchase", "w", "purchase", "sku", "3"
-- different values: everybody
(exists (select from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 group by e.profile_id having nullif(count(distinct nullif("e"."attributes" -> $3, 'null')), 0) = $4::double precision) s where s.profile_id = p.profile_id))
   -- "w", "purchase", "sku", "3"
-- different values: the set
select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 group by e.profile_id having nullif(count(distinct nullif("e"."attributes" -> $3, 'null')), 0) = $4::double precision
   -- "w", "purchase", "sku", "3"

-- this and then that
(exists (select from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and exists (select from events n where "n"."workspace_id" = $3 and "n"."name" = $4 and n.profile_id = e.profile_id and n.occurred_at > e.occurred_at and n.occurred_at <= e.occurred_at + $5::double precision * interval '1 millisecond') and e.profile_id = p.profile_id))
   -- "w", "added_to_cart", "w", "purchase", 172800000
-- this and then that: the set
select s.profile_id from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and exists (select from events n where "n"."workspace_id" = $3 and "n"."name" = $4 and n.profile_id = e.profile_id and n.occurred_at > e.occurred_at and n.occurred_at <= e.occurred_at + $5::double precision * interval '1 millisecond')) s group by s.profile_id
   -- "w", "added_to_cart", "w", "purchase", 172800000

-- this and then not that
(exists (select from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and e.occurred_at >= $3::timestamptz and e.occurred_at < $4::timestamptz and not exists (select from events n where "n"."workspace_id" = $5 and "n"."name" = $6 and n.profile_id = e.profile_id and n.occurred_at > e.occurred_at and n.occurred_at <= e.occurred_at + $7::double precision * interval '1 millisecond' and n.occurred_at >= $8::timestamptz) and e.profile_id = p.profile_id))
   -- "w", "added_to_cart", "2026-11-15T12:00:00.001Z", "2026-11-20T12:00:00.001Z", "w", "purchase", 172800000, "2026-11-15T12:00:00.001Z"
-- this and then not that: the set
select s.profile_id from (select e.profile_id as profile_id from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and e.occurred_at >= $3::timestamptz and e.occurred_at < $4::timestamptz and not exists (select from events n where "n"."workspace_id" = $5 and "n"."name" = $6 and n.profile_id = e.profile_id and n.occurred_at > e.occurred_at and n.occurred_at <= e.occurred_at + $7::double precision * interval '1 millisecond' and n.occurred_at >= $8::timestamptz)) s group by s.profile_id
   -- "w", "added_to_cart", "2026-11-15T12:00:00.001Z", "2026-11-20T12:00:00.001Z", "w", "purchase", 172800000, "2026-11-15T12:00:00.001Z"

-- this and then that within months, not
(not exists (select from events e where "e"."workspace_id" = $1 and "e"."name" = $2 and exists (select from events n where "n"."workspace_id" = $3 and "n"."name" = $4 and ("n"."value" > $5::double precision) and n.profile_id = e.profile_id and n.occurred_at > e.occurred_at and n.occurred_at <= ((e.occurred_at at time zone $6 + make_interval(months => $7::int)) at time zone $8)) and e.profile_id = p.profile_id))
   -- "w", "added_to_cart", "w", "purchase", 100, "Europe/Prague", 1, "Europe/Prague"

-- has a PSID
(exists (select from identities i where i.workspace_id = $1 and i.profile_id = p.profile_id))
   -- "w"
-- has a PSID: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1) s group by s.profile_id
   -- "w"

-- has no PSID on a Page
(not exists (select from identities i where i.workspace_id = $1 and i.page_id = $2 and i.profile_id = p.profile_id))
   -- "w", "101"

-- in the window
(exists (select from identities i where i.workspace_id = $1 and i.window_closes_at >= $2::timestamptz and i.profile_id = p.profile_id))
   -- "w", "2026-11-22T12:00:00.001Z"
-- in the window: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1 and i.window_closes_at >= $2::timestamptz) s group by s.profile_id
   -- "w", "2026-11-22T12:00:00.001Z"

-- window closes within
(exists (select from identities i where i.workspace_id = $1 and i.window_closes_at >= $2::timestamptz and i.window_closes_at < $3::timestamptz and i.profile_id = p.profile_id))
   -- "w", "2026-11-22T12:00:00.001Z", "2026-11-22T15:00:00.001Z"
-- window closes within: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1 and i.window_closes_at >= $2::timestamptz and i.window_closes_at < $3::timestamptz) s group by s.profile_id
   -- "w", "2026-11-22T12:00:00.001Z", "2026-11-22T15:00:00.001Z"

-- reachable
(exists (select from identities i where i.workspace_id = $1 and i.blocked_at is null and i.opted_out_at is null and i.profile_id = p.profile_id))
   -- "w"
-- reachable: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1 and i.blocked_at is null and i.opted_out_at is null) s group by s.profile_id
   -- "w"

-- blocked
(exists (select from identities i where i.workspace_id = $1 and i.page_id = $2 and i.blocked_at is not null and i.profile_id = p.profile_id))
   -- "w", "101"
-- blocked: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1 and i.page_id = $2 and i.blocked_at is not null) s group by s.profile_id
   -- "w", "101"

-- opted out
(exists (select from identities i where i.workspace_id = $1 and i.opted_out_at is not null and i.profile_id = p.profile_id))
   -- "w"
-- opted out: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1 and i.opted_out_at is not null) s group by s.profile_id
   -- "w"

-- opted in
(exists (select from identities i where i.workspace_id = $1 and i.opted_out_at is null and exists (select from consents c where "c"."workspace_id" = i.workspace_id and "c"."page_id" = i.page_id and "c"."psid" = i.psid and c.says = 'yes') and i.profile_id = p.profile_id))
   -- "w"
-- opted in: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1 and i.opted_out_at is null and exists (select from consents c where "c"."workspace_id" = i.workspace_id and "c"."page_id" = i.page_id and "c"."psid" = i.psid and c.says = 'yes')) s group by s.profile_id
   -- "w"

-- wrote
(exists (select from identities i where i.workspace_id = $1 and i.last_user_action_at is not null and i.profile_id = p.profile_id))
   -- "w"
-- wrote: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1 and i.last_user_action_at is not null) s group by s.profile_id
   -- "w"

-- read this week
(exists (select from identities i where i.workspace_id = $1 and i.last_read_at >= $2::timestamptz and i.last_read_at < $3::timestamptz and i.profile_id = p.profile_id))
   -- "w", "2026-11-15T23:00:00.000Z", "2026-11-22T23:00:00.000Z"
-- read this week: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1 and i.last_read_at >= $2::timestamptz and i.last_read_at < $3::timestamptz) s group by s.profile_id
   -- "w", "2026-11-15T23:00:00.000Z", "2026-11-22T23:00:00.000Z"

-- came by a link
(exists (select from identities i where i.workspace_id = $1 and exists (select from entry_visits v where "v"."workspace_id" = i.workspace_id and "v"."page_id" = i.page_id and "v"."psid" = i.psid and v.link_id = $2) and i.profile_id = p.profile_id))
   -- "w", 3
-- came by a link: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1 and exists (select from entry_visits v where "v"."workspace_id" = i.workspace_id and "v"."page_id" = i.page_id and "v"."psid" = i.psid and v.link_id = $2)) s group by s.profile_id
   -- "w", 3

-- came with a ref
(exists (select from identities i where i.workspace_id = $1 and (exists (select from entry_visits v join entry_links l on l.workspace_id = v.workspace_id and l.link_id = v.link_id where "v"."workspace_id" = i.workspace_id and "v"."page_id" = i.page_id and "v"."psid" = i.psid and l.ref_code = $2) or exists (select from events e where e.workspace_id = i.workspace_id and e.profile_id = i.profile_id and e.page_id = i.page_id and e.name = any($3::text[]) and e.attributes ->> 'ref' = $4)) and i.profile_id = p.profile_id))
   -- "w", "spring", ["messenger_message","messenger_optin","messenger_postback","messenger_quick_reply","messenger_referral"], "spring"
-- came with a ref: the set
select s.profile_id from (select i.profile_id as profile_id from identities i where i.workspace_id = $1 and (exists (select from entry_visits v join entry_links l on l.workspace_id = v.workspace_id and l.link_id = v.link_id where "v"."workspace_id" = i.workspace_id and "v"."page_id" = i.page_id and "v"."psid" = i.psid and l.ref_code = $2) or exists (select from events e where e.workspace_id = i.workspace_id and e.profile_id = i.profile_id and e.page_id = i.page_id and e.name = any($3::text[]) and e.attributes ->> 'ref' = $4))) s group by s.profile_id
   -- "w", "spring", ["messenger_message","messenger_optin","messenger_postback","messenger_quick_reply","messenger_referral"], "spring"

-- was sent
(exists (select from deliveries d where d.workspace_id = $1 and d.campaign_id = $2::bigint and d.state = 'accepted' and "d"."settled_at" is not null and d.profile_id = p.profile_id))
   -- "w", 7

-- was not sent anything this year
(not exists (select from deliveries d where d.workspace_id = $1 and d.state = 'accepted' and "d"."settled_at" >= $2::timestamptz and "d"."settled_at" < $3::timestamptz and d.profile_id = p.profile_id))
   -- "w", "2025-12-31T23:00:00.000Z", "2026-12-31T23:00:00.000Z"

-- delivered
(exists (select from deliveries d where d.workspace_id = $1 and d.campaign_id = $2::bigint and "d"."delivered_at" is not null and d.profile_id = p.profile_id))
   -- "w", 7

-- read
(exists (select from deliveries d where d.workspace_id = $1 and d.campaign_id = $2::bigint and "d"."read_at" is not null and d.profile_id = p.profile_id))
   -- "w", 7

-- clicked
(exists (select from deliveries d where d.workspace_id = $1 and d.campaign_id = $2::bigint and exists (select from responses r where r.workspace_id = d.workspace_id and r.delivery_id = d.delivery_id and r.kind = any($3::text[]) and "r"."at" >= $4::timestamptz) and d.profile_id = p.profile_id))
   -- "w", 7, ["click"], "2026-11-08T12:00:00.001Z"

-- replied
(exists (select from deliveries d where d.workspace_id = $1 and d.campaign_id = $2::bigint and exists (select from responses r where r.workspace_id = d.workspace_id and r.delivery_id = d.delivery_id and r.kind = any($3::text[]) and "r"."at" is not null) and d.profile_id = p.profile_id))
   -- "w", 7, ["reply","quick_reply","postback"]

-- reacted
(exists (select from deliveries d where d.workspace_id = $1 and exists (select from responses r where r.workspace_id = d.workspace_id and r.delivery_id = d.delivery_id and r.kind = any($2::text[]) and "r"."at" is not null and r.detail is not null and not exists (select from responses b where b.workspace_id = r.workspace_id and b.delivery_id = r.delivery_id and b.kind = r.kind and b.detail is null and b.at >= r.at)) and d.profile_id = p.profile_id))
   -- "w", ["reaction"]

-- failed with a code
(exists (select from deliveries d where d.workspace_id = $1 and d.campaign_id = $2::bigint and d.state = $3 and d.reason = $4 and "d"."settled_at" is not null and d.profile_id = p.profile_id))
   -- "w", 7, "failed", "10/2018278"

-- skipped
(exists (select from deliveries d where d.workspace_id = $1 and d.campaign_id = $2::bigint and d.state = $3 and "d"."settled_at" is not null and d.profile_id = p.profile_id))
   -- "w", 7, "skipped"

-- on a list
(exists (select from list_members m where m.workspace_id = $1 and m.list_id = $2::bigint and m.profile_id = p.profile_id))
   -- "w", 4
-- on a list: the set
select m.profile_id as profile_id from list_members m where m.workspace_id = $1 and m.list_id = $2::bigint
   -- "w", 4

-- not on a list
(not exists (select from list_members m where m.workspace_id = $1 and m.list_id = $2::bigint and m.profile_id = p.profile_id))
   -- "w", 4
