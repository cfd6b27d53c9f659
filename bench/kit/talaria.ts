// Talaria as it ships: a prepared database, and the service (`talaria.child.ts`) in a process of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { DEFAULT_WORKSPACE, ensureOwner } from '../../src/access/owner.ts';
import { type Database, execute, one } from '../../src/kit/db.ts';
import { migrate } from '../../src/kit/migrate.ts';
import { createSecrets } from '../../src/kit/secrets.ts';
import { MIGRATIONS } from '../../src/main.ts';
import { MESSAGE } from '../send/message.ts';
import { type Child, startChild } from './child.ts';
import { APP, ENCRYPTION_KEY, PAGE_ACCESS_TOKEN, pageId } from './names.ts';
import { peopleAttributes } from './people.ts';
import type { Place } from './place.ts';
import { profileOptions } from './profile.ts';
import type { TalariaSettings } from './talaria.child.ts';

/** A migrated database with an owner and `pages` connected Pages. */
export async function createTalariaDatabase(place: Place, name: string, pages: number): Promise<Database> {
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
  // Just checked, so that no check of a Page falls into a measurement.
  for (let page = 1; page <= pages; page++)
    await execute(
      db,
      sql`insert into pages (workspace_id, page_id, app_id, name, access_token, echoes_subscribed, checked_at)
          values (${DEFAULT_WORKSPACE}, ${pageId(page)}, ${APP.id}, ${`Page ${page}`},
                  ${secrets.seal(PAGE_ACCESS_TOKEN)}, true, now())`,
    );
  return database;
}

/**
 * Replaces everybody by `count` people who wrote to their Page a moment ago, with the attributes the message needs. The
 * ledger of earlier campaigns stays, as it does in a service that runs for long, and is left as autovacuum leaves it.
 */
export async function replacePeople({ db }: Database, count: number, pages: number): Promise<void> {
  await execute(db, sql`truncate profiles cascade`);
  await execute(
    db,
    sql`
    with people as (
      insert into profiles (workspace_id, customer_id, attributes)
      select ${DEFAULT_WORKSPACE}, 'customer-' || n, ${peopleAttributes(pages)}
        from generate_series(1, ${count}::int) n
      returning profile_id, attributes ->> 'ps_id' as psid, (attributes ->> 'home_page')::int as page
    )
    insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at,
                            last_user_action, enriched_at)
    select ${DEFAULT_WORKSPACE}, (${pageId(0)}::bigint + page)::text, psid, profile_id, 'webhook', now(), now(), 'message', now()
      from people`,
  );
  await execute(db, sql`vacuum (analyze) profiles, identities, deliveries, attempts`);
}

export async function startTalaria(
  place: Place,
  database: Database,
  settings: Omit<TalariaSettings, 'databaseUrl'>,
): Promise<Child> {
  const all: TalariaSettings = { databaseUrl: database.url, ...settings };
  const child = await startChild('kit/talaria.child.ts', all, profileOptions(place.profile));
  place.atEnd(() => child.stop());
  return child;
}

/** Orders a campaign to the people of each Page. Returns when it is published, with what tells its rows from older ones. */
export async function publishToAll(
  { db }: Database,
  service: Child,
  pages: number,
): Promise<{ after: number }> {
  const last = sql<{ after: number }>`select coalesce(max(campaign_id), 0) as after from campaigns`;
  const { after } = await one(db, last);
  await service.ask('publish', { message: MESSAGE, pages });
  return { after };
}

/** What the ledger says of the campaigns since `after`. */
export interface LedgerSummary {
  rows: number;
  /** Settled otherwise than by acceptance, or not at all. */
  failed: number;
  /** Wall-clock milliseconds; null while nothing is settled. */
  lastSettledAtMs: number | null;
}

export const readLedger = ({ db }: Database, { after }: { after: number }): Promise<LedgerSummary> =>
  one(
    db,
    sql<LedgerSummary>`
      select count(*) as rows, count(*) filter (where state <> 'accepted') as failed,
             (extract(epoch from max(settled_at)) * 1000)::float8 as "lastSettledAtMs"
        from deliveries where campaign_id > ${after}`,
  );

const FINISHED_WITHIN_MS = 600_000;

export async function untilFinished({ db }: Database): Promise<void> {
  const givenUpAt = performance.now() + FINISHED_WITHIN_MS;
  const open = sql<{
    open: boolean;
  }>`select exists (select 1 from campaigns where state <> 'finished') as open`;
  while ((await one(db, open)).open) {
    if (performance.now() > givenUpAt) throw new Error('The campaigns did not finish');
    await sleep(100);
  }
}
