// An audience of a million: how fast everybody gets a ledger row, how soon the first message is out, and how much memory the
// service takes. Preparation and sending run together, as in life; the rate is of the preparation.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Database, one } from '../../src/kit/db.ts';
import { startGraph } from '../graph/graph.ts';
import type { Child } from '../kit/child.ts';
import { withoutIndexes } from '../kit/fast-load.ts';
import type { Place } from '../kit/place.ts';
import { type Figures, type Options, type Result, round, summarise } from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import {
  createTalariaDatabase,
  publishToAll,
  readLedger,
  replacePeople,
  startTalaria,
  untilFinished,
} from '../kit/talaria.ts';

const PEOPLE = 1_000_000;
const WARM_UP_PEOPLE = 300;
const LATENCY_MS = 50;
const PREPARED_WITHIN_MS = 600_000;

export async function fanoutBench(place: Place, _options: Options): Promise<Result> {
  const graph = await startGraph(place);
  await graph.reset(LATENCY_MS);
  const database = await createTalariaDatabase(place, 'fanout', 1);
  const service = await startTalaria(place, database, { graphUrl: graph.url, workers: true });
  await replacePeople(database, WARM_UP_PEOPLE, 1);
  await publishToAll(database, service, 1);
  await untilFinished(database);
  await withoutIndexes(database.db, ['profiles', 'identities'], () => replacePeople(database, PEOPLE, 1));
  await graph.reset(LATENCY_MS);
  const { orderedAtMs, ...figures } = await measurePreparation(place, database, service);
  const { firstAtMs, accepted, perSecond } = await graph.record();
  const all: Figures = {
    ...figures,
    first_message_ms: round((firstAtMs ?? Number.NaN) - (orderedAtMs ?? 0)),
    sent_meanwhile: accepted,
    sent_per_second: round(perSecond, 1),
  };
  const columns = {
    rows: 'rows',
    'rows/s': 'rows_per_second',
    'first message ms': 'first_message_ms',
    'sent meanwhile/s': 'sent_per_second',
    'peak RSS MB': 'rss_mb',
    'RSS MB before': 'rss_mb_before',
    'cores: service': 'service_cores',
    PostgreSQL: 'postgres_cores',
  };
  printTable(columns, [['Talaria', summarise([all])]]);
  return { ours: all, baselines: {}, ratio: {} };
}

/** From the order to the last row of the ledger. */
async function measurePreparation(place: Place, database: Database, service: Child): Promise<Figures> {
  const before = await service.usage();
  const postgresMs = place.postgresCpuMs() ?? Number.NaN;
  const orderedAtMs = Date.now();
  const orderedAt = performance.now();
  const published = await publishToAll(database, service, 1);
  await untilPrepared(database);
  const wallMs = performance.now() - orderedAt;
  const after = await service.usage();
  const postgresUsedMs = (place.postgresCpuMs() ?? Number.NaN) - postgresMs;
  const { rows } = await readLedger(database, published);
  if (rows !== PEOPLE) throw new Error(`The ledger has ${rows} rows for ${PEOPLE} people`);
  return {
    orderedAtMs,
    rows,
    rows_per_second: round(rows / (wallMs / 1000)),
    seconds: round(wallMs / 1000, 2),
    rss_mb: after.peakRssMb,
    rss_mb_before: before.rssMb,
    service_cores: round((after.cpuMs - before.cpuMs) / wallMs, 2),
    postgres_cores: round(postgresUsedMs / wallMs, 2),
  };
}

async function untilPrepared({ db }: Database): Promise<void> {
  const givenUpAt = performance.now() + PREPARED_WITHIN_MS;
  const look = sql<{
    prepared: boolean;
  }>`select not exists (select 1 from occurrences where prepared_at is null) as prepared`;
  while (!(await one(db, look)).prepared) {
    if (performance.now() > givenUpAt) throw new Error('The audience was not prepared');
    await sleep(20);
  }
}
