// Talaria as it ships, as a contestant: a prepared database, and the service (`talaria.child.ts`) in a process of its own.
import { sql } from 'kysely';
import { DEFAULT_WORKSPACE, ensureOwner } from '../../src/access/owner.ts';
import { type Database, execute } from '../../src/kit/db.ts';
import { migrate } from '../../src/kit/migrate.ts';
import { createSecrets } from '../../src/kit/secrets.ts';
import { MIGRATIONS } from '../../src/main.ts';
import { APP, ENCRYPTION_KEY, PAGE } from './names.ts';
import { PEOPLE_ATTRIBUTES } from './people.ts';
import type { Place } from './place.ts';

/** A migrated database with an owner and a connected Page. */
export async function createTalariaDatabase(place: Place, name: string): Promise<Database> {
  const database = await place.createDatabase(name);
  const { db, url } = database;
  await migrate({ url, folder: MIGRATIONS });
  await ensureOwner(db, { email: 'owner@example.org' });
  const secrets = createSecrets(ENCRYPTION_KEY);
  await execute(
    db,
    sql`insert into apps (workspace_id, app_id, app_secret, verify_token)
        values (${DEFAULT_WORKSPACE}, ${APP.id}, ${secrets.seal(APP.secret)}, ${secrets.seal(APP.verifyToken)})`,
  );
  // Just checked, so that no check of the Page falls into a measurement.
  await execute(
    db,
    sql`insert into pages (workspace_id, page_id, app_id, name, access_token, echoes_subscribed, checked_at)
        values (${DEFAULT_WORKSPACE}, ${PAGE.id}, ${APP.id}, 'Bench', ${secrets.seal(PAGE.accessToken)}, true, now())`,
  );
  return database;
}

/** Replaces everybody by `count` people who wrote a moment ago, with the attributes the message needs. */
export async function replacePeople({ db }: Database, count: number): Promise<void> {
  await execute(db, sql`truncate profiles, campaigns cascade`);
  await execute(
    db,
    sql`
    with people as (
      insert into profiles (workspace_id, customer_id, attributes)
      select ${DEFAULT_WORKSPACE}, 'customer-' || n, ${PEOPLE_ATTRIBUTES}
        from generate_series(1, ${count}::int) n
      returning profile_id, attributes ->> 'ps_id' as psid
    )
    insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at,
                            last_user_action, enriched_at)
    select ${DEFAULT_WORKSPACE}, ${PAGE.id}, psid, profile_id, 'webhook', now(), now(), 'message', now() from people`,
  );
  await execute(db, sql`vacuum (analyze) profiles, identities`);
}
