// One contestant's run: people prepared, everybody written to, and what it cost whom, judged by the platform's record.
import type { Graph } from '../graph/graph.ts';
import type { Place } from '../kit/place.ts';
import { type Figures, round } from '../kit/rounds.ts';
import type { Sender } from './contestants.ts';

export interface SendRun {
  sender: Sender;
  people: number;
  latencyMs: number;
  concurrency: number;
}

export async function measureSend(place: Place, graph: Graph, run: SendRun): Promise<Figures> {
  const { sender, people, latencyMs, concurrency } = run;
  await sender.prepare(people);
  await graph.reset(latencyMs);
  const readCpu = async () => ({
    wall: performance.now(),
    sender: (await sender.usage()).cpuMs,
    graph: (await graph.usage()).cpuMs,
    postgres: place.postgresCpuMs() ?? Number.NaN,
  });
  const before = await readCpu();
  const { seconds, failed } = await sender.send({ people, concurrency });
  const after = await readCpu();
  const record = await graph.record();
  const wallMs = after.wall - before.wall;
  const [senderMs, graphMs, postgresMs] = (['sender', 'graph', 'postgres'] as const).map(
    (whose) => after[whose] - before[whose],
  ) as [number, number, number];
  const each = (cpuMs: number): number => round((cpuMs * 1000) / people);
  return {
    people,
    per_second: round(people / seconds),
    seconds: round(seconds, 2),
    /** From the first call to the last, without the start. */
    calls_per_second: round(record.perSecond, 1),
    /** Wherever the second begins, by the time the platform received them. */
    max_in_1s: record.largestSecond,
    failed,
    // By the platform's own record: nobody left out, nobody twice.
    missing: people - record.people,
    repeated: record.accepted - record.people,
    sender_us_each: each(senderMs),
    postgres_us_each: each(postgresMs),
    platform_us_each: each(graphMs),
    /** Of the CPU these three used. */
    platform_percent: round((graphMs / (senderMs + graphMs + (postgresMs || 0))) * 100),
    /** 1 is one core, all the time. */
    sender_cores: round(senderMs / wallMs, 3),
    postgres_cores: round(postgresMs / wallMs, 3),
    rss_mb: (await sender.usage()).rssMb,
  };
}
