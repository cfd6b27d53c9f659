// What becomes of a stored value when its attribute gets another type, as SQL: it is of the type, can be made so, or does not fit.
import { type RawBuilder, sql } from 'kysely';
import type { AttributeType } from './profile.contract.ts';

type Expression = RawBuilder<unknown>;

// No \d and \s: to PostgreSQL they are what the locale says, and a cast knows but ASCII. One text that matched and could not be
// cast would fail its range for ever, and with it every change behind it.
/** Fixed width, as attribute.value stores them. */
const STORED_INSTANT = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$';
// PostgreSQL 15 has no way to try a cast: only what surely casts is let through.
const INSTANT =
  '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$';
const NUMBER = '^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]{1,15}(\\.[0-9]{1,15})?|\\.[0-9]{1,15})[ \\t\\n\\v\\f\\r]*$';

/**
 * The value as one of this type; null when it does not fit. @param v a jsonb column: it is named many times.
 */
export function convertTo(type: AttributeType, v: Expression): Expression {
  const is = sql`jsonb_typeof(${v})`;
  const text = sql`(${v} #>> '{}')`;
  switch (type) {
    case 'string':
      return sql`case ${is} when 'string' then ${v} when 'number' then to_jsonb(${text}) when 'boolean' then to_jsonb(${text}) end`;
    case 'number':
      return sql`case when ${is} = 'number' then ${v}
                      when ${is} = 'string' and ${text} ~ ${NUMBER} then to_jsonb(trim_scale(${text}::numeric)) end`;
    case 'boolean':
      return sql`case when ${is} = 'boolean' then ${v}
                      when ${is} in ('string', 'number') and lower(btrim(${text})) in ('true', 'yes', '1') then 'true'::jsonb
                      when ${is} in ('string', 'number') and lower(btrim(${text})) in ('false', 'no', '0') then 'false'::jsonb end`;
    case 'datetime':
      return sql`case when ${is} <> 'string' then null
                      when ${text} ~ ${STORED_INSTANT} then ${v}
                      when ${text} ~ ${INSTANT} then case when ${isDay(text)} then to_jsonb(
                        to_char(${text}::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end end`;
    case 'array':
      return sql`case ${is} when 'array' then ${v} when 'object' then null else jsonb_build_array(${v}) end`;
    case 'object':
      return sql`case ${is} when 'object' then ${v} end`;
    case 'geo':
      return sql`case ${is} when 'object' then ${toPlace(v)} end`;
  }
}

const isDay = (text: Expression): Expression =>
  sql`substr(${text}, 9, 2)::int <= extract(day from (substr(${text}, 1, 7) || '-01')::date + interval '1 month - 1 day')`;

function toPlace(v: Expression): Expression {
  const lat = sql`coalesce(${v} -> 'lat', ${v} -> 'latitude')`;
  const lon = sql`coalesce(${v} -> 'lon', ${v} -> 'longitude')`;
  return sql`case when (${v} ?& '{lat,lon}' or ${v} ?& '{latitude,longitude}')
                   and ${v} - '{lat,lon,latitude,longitude}'::text[] = '{}'
                   and jsonb_typeof(${lat}) = 'number' and ${lat} between '-90' and '90'
                   and jsonb_typeof(${lon}) = 'number' and ${lon} between '-180' and '180'
                  then jsonb_build_object('lat', ${lat}, 'lon', ${lon}) end`;
}
