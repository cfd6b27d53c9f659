// Triggers: from an event that is sent to our API to the call that arrives at the platform, at 500 events a second with fifty
// active triggers, and as many as can be; against a receiver with a queue as a person would write it.
import { startChild } from '../kit/child.ts';
import type { Place } from '../kit/place.ts';
import { type Figures, type Options, type Result, ratioOf, round, takeTurns } from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { type Listener, openBullMq, openTalaria } from './contestants.ts';
import type { Run, RunFigures } from './world.child.ts';

const PER_SECOND = 500;
const WARM_UP_SECONDS = 3;

const COLUMNS = {
  'messages/s': 'per_second',
  'p50 ms': 'p50_ms',
  'p99 ms': 'p99_ms',
  'worst ms': 'worst_ms',
  errors: 'errors',
  missing: 'missing',
  repeated: 'repeated',
  'µs CPU each: service': 'service_us_each',
  PostgreSQL: 'postgres_us_each',
};

export async function triggersBench(place: Place, { seconds, onlyOurs }: Options): Promise<Result> {
  const world = await startChild('triggers/world.child.ts', null);
  place.atEnd(() => world.stop());
  const graphUrl = `http://127.0.0.1:${await world.ask<number>('port')}`;
  const ours = await openTalaria(place, graphUrl);
  const bullmq = onlyOurs ? null : await openBullMq(place, graphUrl);
  const listeners = [ours, ...(bullmq ? [bullmq] : [])];

  const measure = async (
    { child, to }: Listener,
    perSecond: number | null,
    forSeconds = seconds,
  ): Promise<Figures> => {
    const before = { service: (await child.usage()).cpuMs, postgres: place.postgresCpuMs() ?? Number.NaN };
    const of: Run = { ...to, perSecond, seconds: forSeconds };
    const figures = await world.ask<RunFigures>('run', of);
    const each = (cpuMs: number): number => round((cpuMs * 1000) / figures.events, 1);
    return {
      ...figures,
      service_us_each: each((await child.usage()).cpuMs - before.service),
      postgres_us_each: each((place.postgresCpuMs() ?? Number.NaN) - before.postgres),
    };
  };
  for (const listener of listeners) await measure(listener, PER_SECOND, WARM_UP_SECONDS);
  const evenly = await takeTurns(
    listeners.map((listener) => ({ name: listener.name, round: () => measure(listener, PER_SECOND) })),
  );
  console.log(`${PER_SECOND} events a second, one in each request, each with a message`);
  printTable(COLUMNS, evenly);
  const most = await takeTurns(
    listeners.map((listener) => ({ name: listener.name, round: () => measure(listener, null, seconds / 2) })),
  );
  console.log('As many as can be: 64 connections, each sends its next event when the last is stored');
  printTable(COLUMNS, most);
  const ofOurs = evenly.get(ours.name);
  const theirs = bullmq ? evenly.get(bullmq.name) : undefined;
  const theirMost = bullmq ? most.get(bullmq.name) : undefined;
  const ratio = {
    /** Messages a second when as many events come as can be. */
    bullmq: ratioOf(most.get(ours.name), theirMost, 'per_second'),
    /** Their p99 divided by ours. */
    bullmq_p99: round((theirs?.['p99_ms'] ?? Number.NaN) / (ofOurs?.['p99_ms'] ?? Number.NaN), 2),
  };
  if (bullmq)
    console.log(
      `${ratio.bullmq} times the messages/s of the queue; its p99 is ${ratio.bullmq_p99} times ours.\n`,
    );
  return {
    ours: { ...ofOurs, most: most.get(ours.name) },
    baselines: { bullmq: { ...theirs, most: theirMost } },
    ratio,
  };
}
