// How many events a second are durable and answered: by our app (storing only, and as it ships, where the apply worker
// empties the inbox at the same time) and by the platform's sample made durable. People are known before.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { readConfig } from '../../src/kit/config.ts';
import { type Database, execute, one } from '../../src/kit/db.ts';
import { type Child, startChild } from '../kit/child.ts';
import type { HttpLoadResult } from '../kit/http-load.ts';
import type { Place } from '../kit/place.ts';
import { type Contestant, type Figures, round } from '../kit/rounds.ts';
import { createTalariaDatabase, replacePeople, startTalaria } from '../kit/talaria.ts';
import type { Load } from './load.child.ts';

const CONNECTIONS = 64;
const PEOPLE = 20_000;
const WARM_UP_SECONDS = 1;
const EMPTY_WITHIN_MS = 600_000;

/** Who receives, before it is known how many events are in a body. */
export type Receiver = (load: Omit<Load, 'port'>) => Promise<Contestant>;

export async function startLoad(place: Place): Promise<Child> {
  const load = await startChild('webhooks/load.child.ts', { connections: CONNECTIONS, people: PEOPLE });
  place.atEnd(() => load.stop());
  return load;
}

/** @param applying whether the inbox is emptied at the same time, as in a service that runs its workers. */
export async function openTalariaReceiver(
  place: Place,
  load: Child,
  { name, applying }: { name: string; applying: boolean },
): Promise<Receiver> {
  const database = await createTalariaDatabase(place, applying ? 'shipped' : 'storing', 1);
  await replacePeople(database, PEOPLE, 1);
  // Nobody is at the Graph API: known people are asked nothing.
  const service = await startTalaria(place, database, { graphUrl: 'http://127.0.0.1:9', workers: applying });
  const port = await service.ask<number>('port');
  const run = async (of: Omit<Load, 'port'>): Promise<Figures> => {
    const startedAt = performance.now();
    const figures = await measure(place, load, service, { port, ...of });
    if (applying) {
      await untilEmpty(database);
      const tookSeconds = (performance.now() - startedAt) / 1000;
      const { events } = await one(
        database.db,
        sql<{ events: number }>`select count(*) as events from events`,
      );
      figures['applied_per_second'] = round(events / tookSeconds);
      figures['not_applied'] = (figures['accepted'] ?? 0) - events;
    }
    await execute(database.db, sql`truncate inbox, events`);
    return figures;
  };
  return (of) => warmedUp(name, of, run);
}

export async function openExpressReceiver(place: Place, load: Child, name: string): Promise<Receiver> {
  const database = await place.createDatabase('express');
  await execute(
    database.db,
    sql`create table events (id bigint generated always as identity primary key,
                             received_at timestamptz not null default now(), payload jsonb not null)`,
  );
  const settings = { databaseUrl: database.url, pool: readConfig({}).databasePool };
  const service = await startChild('baselines/webhooks-express.child.ts', settings);
  place.atEnd(() => service.stop());
  const port = await service.ask<number>('port');
  const run = async (of: Omit<Load, 'port'>): Promise<Figures> => {
    const figures = await measure(place, load, service, { port, ...of });
    await execute(database.db, sql`truncate events`);
    return figures;
  };
  return (of) => warmedUp(name, of, run);
}

async function warmedUp(
  name: string,
  of: Omit<Load, 'port'>,
  run: (of: Omit<Load, 'port'>) => Promise<Figures>,
): Promise<Contestant> {
  await run({ ...of, seconds: WARM_UP_SECONDS });
  return { name, round: () => run(of) };
}

async function measure(place: Place, load: Child, service: Child, of: Load): Promise<Figures> {
  const before = await service.usage();
  const loadBefore = await load.usage();
  const postgresMs = place.postgresCpuMs() ?? Number.NaN;
  const result = await load.ask<HttpLoadResult>('run', of);
  const after = await service.usage();
  const each = (cpuMs: number): number => round((cpuMs * 1000) / result.accepted);
  return {
    ...result,
    service_us_each: each(after.cpuMs - before.cpuMs),
    postgres_us_each: each((place.postgresCpuMs() ?? Number.NaN) - postgresMs),
    load_us_each: each((await load.usage()).cpuMs - loadBefore.cpuMs),
    rss_mb: after.rssMb,
  };
}

async function untilEmpty({ db }: Database): Promise<void> {
  const givenUpAt = performance.now() + EMPTY_WITHIN_MS;
  const isEmpty = sql<{ empty: boolean }>`select not exists (select 1 from inbox) as empty`;
  while (!(await one(db, isEmpty)).empty) {
    if (performance.now() > givenUpAt) throw new Error('The inbox did not empty');
    await sleep(50);
  }
}
