// The echo flood: while a Page sends, the platform tells of each message three times (echo, delivered, read). Everything is in
// one process then: sending, receiving, and applying what was received.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Database, one } from '../../src/kit/db.ts';
import { startGraph } from '../graph/graph.ts';
import type { Place } from '../kit/place.ts';
import { type Figures, round } from '../kit/rounds.ts';
import {
  createTalariaDatabase,
  publishToAll,
  replacePeople,
  startTalaria,
  untilFinished,
} from '../kit/talaria.ts';

/** Webhooks are sent when they are due, whether or not the last ones are answered: the platform does not wait for us. */
const CONNECTIONS = 512;
const LATENCY_MS = 50;
const APPLIED_WITHIN_MS = 300_000;

export interface Flood {
  database: string;
  seconds: number;
  perSecond: number;
}

/** A campaign of `seconds` at `perSecond` calls a second; the platform's own limit is 300. */
export async function measureFlood(
  place: Place,
  { database: name, seconds, perSecond }: Flood,
): Promise<Figures> {
  const graph = await startGraph(place);
  await graph.reset(LATENCY_MS);
  const database = await createTalariaDatabase(place, name, 1);
  const people = Math.round(perSecond * seconds);
  await replacePeople(database, people, 1);
  const service = await startTalaria(place, database, {
    graphUrl: graph.url,
    workers: true,
    sendRatePerSecond: perSecond,
  });
  await graph.beginReceipts({ port: await service.ask<number>('port'), connections: CONNECTIONS });
  const before = await service.usage();
  const startedAt = performance.now();
  await publishToAll(database, service, 1);
  await untilFinished(database);
  const sentAt = performance.now();
  const backlog = (await countInbox(database)).waiting;
  const receipts = await graph.finishReceipts();
  const answeredAt = performance.now();
  await untilApplied(database);
  const after = await service.usage();
  const { perSecond: calls, people: reached } = await graph.record();
  const known = await one(database.db, COUNT_RECEIPTS);
  await service.stop();
  return {
    calls_per_second: round(calls, 1),
    missing: people - reached,
    webhooks_per_second: round(receipts.answered / ((answeredAt - startedAt) / 1000)),
    errors: receipts.errors,
    p50_ms: receipts.p50_ms,
    p99_ms: receipts.p99_ms,
    worst_ms: receipts.worst_ms,
    /** Stored but not applied when the campaign was finished; and how long until nothing was left. */
    backlog,
    drained_after_ms: round(performance.now() - answeredAt),
    not_echoed: people - known.echoed,
    not_read: people - known.read,
    service_cores: round((after.cpuMs - before.cpuMs) / (performance.now() - startedAt), 2),
    seconds: round((sentAt - startedAt) / 1000, 1),
  };
}

const COUNT_RECEIPTS = sql<{ echoed: number; read: number }>`
  select count(echoed_at) as echoed, count(read_at) as read from deliveries`;

const countInbox = ({ db }: Database): Promise<{ waiting: number }> =>
  one(db, sql<{ waiting: number }>`select count(*) as waiting from inbox`);

async function untilApplied(database: Database): Promise<void> {
  const givenUpAt = performance.now() + APPLIED_WITHIN_MS;
  while ((await countInbox(database)).waiting > 0) {
    if (performance.now() > givenUpAt) throw new Error('The inbox did not empty');
    await sleep(20);
  }
}
