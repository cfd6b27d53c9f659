// Webhooks: how many signed bodies a second are durable and answered, by our app (storing only, and as it ships, where the
// apply worker empties the inbox at the same time) and by a route that inserts once per request. People are known before.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { readConfig } from '../../src/kit/config.ts';
import { type Database, execute, one } from '../../src/kit/db.ts';
import { type Child, startChild } from '../kit/child.ts';
import type { Place } from '../kit/place.ts';
import {
  type Contestant,
  type Figures,
  type Options,
  type Result,
  ratioOf,
  round,
  takeTurns,
} from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { createTalariaDatabase, replacePeople } from '../kit/talaria.ts';
import type { Load, LoadResult } from './load.child.ts';

const CONNECTIONS = 64;
const PEOPLE = 20_000;
const WARM_UP_SECONDS = 1;
const EMPTY_WITHIN_SECONDS = 600;

const SHIPPED = 'Talaria';
const STORING = 'Talaria, storing only';
const INSERT = 'insert per request';

export async function webhooksBench(place: Place, { seconds }: Options): Promise<Result> {
  const load = await startChild('webhooks/load.child.ts', { connections: CONNECTIONS, people: PEOPLE });
  place.atEnd(() => load.stop());
  const contestants = [
    await talaria(place, load, { seconds, workers: true }),
    await talaria(place, load, { seconds, workers: false }),
    await insertPerRequest(place, load, seconds),
  ];
  const figures = await takeTurns(contestants);
  printTable(
    {
      'requests/s': 'requests_per_second',
      'p50 ms': 'p50_ms',
      'p99 ms': 'p99_ms',
      errors: 'errors',
      'applied/s': 'applied_per_second',
      'not applied': 'not_applied',
      'CPU µs/request': 'cpu_us_per_request',
      'RSS MB': 'rss_mb',
    },
    figures,
  );
  const [shipped, storing, insert] = [SHIPPED, STORING, INSERT].map((name) => figures.get(name));
  const ratio = {
    insert_per_request: ratioOf(storing, insert, 'requests_per_second'),
    insert_per_request_while_applying: ratioOf(shipped, insert, 'requests_per_second'),
  };
  console.log(
    `Storing is what the baseline does: ${ratio.insert_per_request} times its requests/s; while also applying, ` +
      `${ratio.insert_per_request_while_applying} times.\n`,
  );
  return { ours: { ...shipped, storing_only: storing }, baselines: { insert_per_request: insert }, ratio };
}

async function talaria(
  place: Place,
  load: Child,
  { seconds, workers }: { seconds: number; workers: boolean },
): Promise<Contestant> {
  const database = await createTalariaDatabase(place, workers ? 'shipped' : 'storing', 1);
  await replacePeople(database, PEOPLE, 1);
  // Nobody is at the Graph API: known people are asked nothing.
  const settings = { databaseUrl: database.url, graphUrl: 'http://127.0.0.1:9', workers };
  const service = await startChild('kit/talaria.child.ts', settings);
  place.atEnd(() => service.stop());
  const port = await service.ask<number>('port');
  const run = async (forSeconds: number): Promise<Figures> => {
    const startedAt = performance.now();
    const figures = await measure(load, service, { port, seconds: forSeconds });
    if (workers) {
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
  await run(WARM_UP_SECONDS);
  return { name: workers ? SHIPPED : STORING, round: () => run(seconds) };
}

async function insertPerRequest(place: Place, load: Child, seconds: number): Promise<Contestant> {
  const database = await place.createDatabase('baseline');
  await execute(
    database.db,
    sql`create table webhooks (id bigint generated always as identity primary key,
                               received_at timestamptz not null default now(), payload jsonb not null)`,
  );
  const settings = { databaseUrl: database.url, pool: readConfig({}).databasePool };
  const service = await startChild('baselines/webhooks-insert.child.ts', settings);
  place.atEnd(() => service.stop());
  const port = await service.ask<number>('port');
  const run = async (forSeconds: number): Promise<Figures> => {
    const figures = await measure(load, service, { port, seconds: forSeconds });
    await execute(database.db, sql`truncate webhooks`);
    return figures;
  };
  await run(WARM_UP_SECONDS);
  return { name: INSERT, round: () => run(seconds) };
}

async function measure(load: Child, service: Child, of: Load): Promise<Figures> {
  const before = await service.usage();
  const result = await load.ask<LoadResult>('run', of);
  const after = await service.usage();
  return {
    ...result,
    cpu_us_per_request: round(((after.cpuMs - before.cpuMs) * 1000) / result.accepted),
    rss_mb: after.rssMb,
  };
}

async function untilEmpty({ db }: Database): Promise<void> {
  const givenUpAt = performance.now() + EMPTY_WITHIN_SECONDS * 1000;
  const isEmpty = sql<{ empty: boolean }>`select not exists (select 1 from inbox) as empty`;
  while (!(await one(db, isEmpty)).empty) {
    if (performance.now() > givenUpAt) throw new Error('The inbox did not empty');
    await sleep(50);
  }
}
