// Who receives in the ingest benchmark: the service as it ships, and the baseline; each with a database of its own that knows the
// customers already. After every round the tables are emptied, when what was answered has been found in them.
import { sql } from 'kysely';
import { createApiKey } from '../../src/access/api-keys.ts';
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { readConfig } from '../../src/kit/config.ts';
import { type Database, execute, one } from '../../src/kit/db.ts';
import { type Child, startChild } from '../kit/child.ts';
import type { HttpLoadResult } from '../kit/http-load.ts';
import type { Place } from '../kit/place.ts';
import { type Contestant, type Figures, round } from '../kit/rounds.ts';
import { createTalariaDatabase, startTalaria } from '../kit/talaria.ts';
import { CUSTOMERS, customerId } from './calls.ts';
import type { Load } from './load.child.ts';

/** Batches of 100 from so many connections: 1,600 events are on their way at any moment. */
const CONNECTIONS = 16;
/** What one connection sends is small then: more of them, as many as of webhooks. */
const SINGLE_CONNECTIONS = 64;
const WARM_UP_SECONDS = 2;

export type Requests = Pick<Load, 'seconds' | 'dialect' | 'batch'>;
/** Who receives, before it is known what. */
export type Receiver = (name: string, of: Requests) => Promise<Contestant>;

export interface Loads {
  few: Child;
  many: Child;
}

export async function startLoads(place: Place): Promise<Loads> {
  const start = async (connections: number): Promise<Child> => {
    const load = await startChild('ingest/load.child.ts', { connections });
    place.atEnd(() => load.stop());
    return load;
  };
  return { few: await start(CONNECTIONS), many: await start(SINGLE_CONNECTIONS) };
}

export async function openTalaria(place: Place, loads: Loads): Promise<Receiver> {
  const { database, secret } = await prepare(place, 'talaria_ingest');
  const service = await startTalaria(place, database, { graphUrl: 'http://127.0.0.1:9', workers: true });
  return receiver(place, { loads, database, service, secret });
}

export async function openInserts(place: Place, loads: Loads): Promise<Receiver> {
  const { database, secret } = await prepare(place, 'inserts');
  const settings = {
    databaseUrl: database.url,
    pool: readConfig({}).databasePool,
    workspaceId: DEFAULT_WORKSPACE,
    secret,
  };
  const service = await startChild('baselines/ingest-inserts.child.ts', settings);
  place.atEnd(() => service.stop());
  return receiver(place, { loads, database, service, secret });
}

async function prepare(place: Place, name: string): Promise<{ database: Database; secret: string }> {
  const database = await createTalariaDatabase(place, name, 0);
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, customer_id, attributes)
        select ${DEFAULT_WORKSPACE}, ${customerId(0).slice(0, -1)} || n, jsonb_build_object('city', 'Prague', 'plan', 'gold')
          from generate_series(0, ${CUSTOMERS - 1}::int) n`,
  );
  await execute(database.db, sql`vacuum (analyze) profiles`);
  const { secret } = await createApiKey(database.db, DEFAULT_WORKSPACE, 'bench');
  return { database, secret };
}

interface Receiving {
  loads: Loads;
  database: Database;
  service: Child;
  secret: string;
}

async function receiver(place: Place, receiving: Receiving): Promise<Receiver> {
  const { database, service, secret } = receiving;
  const port = await service.ask<number>('port');
  const run = async (of: Requests): Promise<Figures> => {
    const figures = await measure(place, receiving, { port, secret, ...of });
    const stored = await one(
      database.db,
      sql<{ events: number; totals: number }>`
        select (select count(*) from events) as events,
               (select coalesce(sum(times), 0)::bigint from event_totals) as totals`,
    );
    figures['not_stored'] = (figures['accepted'] ?? 0) - stored.events;
    figures['not_in_totals'] = stored.events - stored.totals;
    await execute(database.db, sql`truncate events, event_totals`);
    return figures;
  };
  return async (name, of) => {
    await run({ ...of, seconds: WARM_UP_SECONDS });
    return { name, round: () => run(of) };
  };
}

async function measure(place: Place, { loads, service }: Receiving, of: Load): Promise<Figures> {
  const load = of.batch === 1 ? loads.many : loads.few;
  const before = await service.usage();
  const loadBefore = await load.usage();
  const postgresMs = place.postgresCpuMs() ?? Number.NaN;
  const result = await load.ask<HttpLoadResult>('run', of);
  const after = await service.usage();
  const each = (cpuMs: number): number => round((cpuMs * 1000) / result.accepted, 1);
  return {
    ...result,
    service_us_each: each(after.cpuMs - before.cpuMs),
    postgres_us_each: each((place.postgresCpuMs() ?? Number.NaN) - postgresMs),
    load_us_each: each((await load.usage()).cpuMs - loadBefore.cpuMs),
    rss_mb: after.rssMb,
  };
}
