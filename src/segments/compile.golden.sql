-- everybody: 
true

-- nobody: 
false

-- exists: "x", "x", <blank>
p.attributes ? $1 and btrim(p.attributes ->> $2, $3) <> ''

-- does not exist: "x", "x", <blank>
(p.attributes ? $1 and btrim(p.attributes ->> $2, $3) <> '') is not true

-- is a customer: <blank>
btrim(p.customer_id, $1) <> ''

-- is a text: "{\"x\":\"Brno\"}"
p.attributes @> $1::jsonb

-- is not a number: "{\"x\":5}"
(p.attributes @> $1::jsonb) is not true

-- contains: "x", "x", "rn", "x", "rn"
case jsonb_typeof(p.attributes -> $1) when 'string' then strpos(lower(p.attributes ->> $2), lower($3)) > 0 when 'array' then (p.attributes -> $4) ? $5 end

-- greater than a number: "x", "x", 5
case when jsonb_typeof(p.attributes -> $1) = 'number' then (p.attributes ->> $2)::numeric > $3::numeric end

-- before an instant: "x", "x", <date-time>, "x", "2026-10-31T23:00:00.000Z"
case when jsonb_typeof(p.attributes -> $1) = 'string' and (p.attributes ->> $2) ~ $3 then date_trunc('milliseconds', (p.attributes ->> $4)::timestamptz) end < $5::timestamptz

-- between numbers: "x", "x", 1, "x", "x", 2
case when jsonb_typeof(p.attributes -> $1) = 'number' then (p.attributes ->> $2)::numeric >= $3::numeric end and case when jsonb_typeof(p.attributes -> $4) = 'number' then (p.attributes ->> $5)::numeric <= $6::numeric end

-- between instants: "2026-11-01T00:00:00.000Z", "2026-11-02T00:00:00.000Z", "x", "x", <date-time>, "x"
tstzrange($1, $2, '[]') @> case when jsonb_typeof(p.attributes -> $3) = 'string' and (p.attributes ->> $4) ~ $5 then date_trunc('milliseconds', (p.attributes ->> $6)::timestamptz) end

-- in the last days: "2026-11-15T12:00:00.000Z", "2026-11-22T12:00:00.000Z", "x", "x", <date-time>, "x"
tstzrange($1, $2, '(]') @> case when jsonb_typeof(p.attributes -> $3) = 'string' and (p.attributes ->> $4) ~ $5 then date_trunc('milliseconds', (p.attributes ->> $6)::timestamptz) end

-- not in the last days: "2026-11-15T12:00:00.000Z", "2026-11-22T12:00:00.000Z", "x", "x", <date-time>, "x"
(tstzrange($1, $2, '(]') @> case when jsonb_typeof(p.attributes -> $3) = 'string' and (p.attributes ->> $4) ~ $5 then date_trunc('milliseconds', (p.attributes ->> $6)::timestamptz) end) is not true

-- did: "w", "purchase"
exists (select 1 from events e where e.workspace_id = $1 and e.name = $2 and e.profile_id = p.profile_id)

-- did at least twice in 30 days: "w", "purchase", "2026-10-23T12:00:00.000Z", 1
exists (select 1 from events e where e.workspace_id = $1 and e.name = $2 and e.profile_id = p.profile_id and e.occurred_at > $3::timestamptz offset $4)

-- did not do in 30 days: "w", "purchase", "2026-10-23T12:00:00.000Z"
not exists (select 1 from events e where e.workspace_id = $1 and e.name = $2 and e.profile_id = p.profile_id and e.occurred_at > $3::timestamptz)

-- nested: "x", "x", <blank>, "{\"x\":true}", "w", "purchase"
(p.attributes ? $1 and btrim(p.attributes ->> $2, $3) <> '') and ((p.attributes @> $4::jsonb) or ((exists (select 1 from events e where e.workspace_id = $5 and e.name = $6 and e.profile_id = p.profile_id))))
