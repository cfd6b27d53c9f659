// The people every contestant sends to: the same attributes, whatever the table.
import { sql } from 'kysely';
import { FIRST_PSID } from './names.ts';

/** By this attribute the people of a Page are found: `home_page` is the Page's number. */
export const HOME_PAGE = 'home_page';

/** The attributes of person number `n` of a generate_series; `pages` share the people evenly. */
export const peopleAttributes = (pages: number) => sql`jsonb_build_object(
  'ps_id', (${FIRST_PSID}::bigint + n)::text, 'first_name', 'Person ' || n, 'city', 'Prague',
  'plan', (array['gold', 'silver', 'none'])[n % 3 + 1], 'order_number', n, 'email', n || '@example.org',
  ${HOME_PAGE}::text, n % ${pages}::int + 1)`;
