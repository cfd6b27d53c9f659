// The people every contestant sends to: the same attributes, whatever the table.
import { sql } from 'kysely';
import { FIRST_PSID } from './names.ts';

/** The attributes of person number `n` of a generate_series. */
export const PEOPLE_ATTRIBUTES = sql`jsonb_build_object(
  'ps_id', (${FIRST_PSID}::bigint + n)::text, 'first_name', 'Person ' || n, 'city', 'Prague',
  'plan', (array['gold', 'silver', 'none'])[n % 3 + 1], 'order_number', n, 'email', n || '@example.org')`;
