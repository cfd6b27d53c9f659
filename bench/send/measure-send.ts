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
    sender: (await sender.usage()).cpuMs,
    graph: (await graph.usage()).cpuMs,
    postgres: place.postgresCpuMs() ?? Number.NaN,
  });
  const before = await readCpu();
  const { seconds, failed } = await sender.send({ people, concurrency });
  const after = await readCpu();
  const record = await graph.record();
  const each = (ofWhom: keyof typeof before): number =>
    round(((after[ofWhom] - before[ofWhom]) * 1000) / people);
  return {
    people,
    per_second: round(people / seconds),
    seconds: round(seconds, 2),
    /** From the first call to the last, without the start. */
    calls_per_second: round(record.perSecond),
    failed,
    // By the platform's own record: nobody left out, nobody twice.
    missing: people - record.people,
    repeated: record.accepted - record.people,
    sender_us_each: each('sender'),
    postgres_us_each: each('postgres'),
    platform_us_each: each('graph'),
    /** Of the CPU these three used. */
    platform_percent: round(((after.graph - before.graph) / sumOfDifferences(before, after)) * 100),
    rss_mb: (await sender.usage()).rssMb,
  };
}

function sumOfDifferences(before: Record<string, number>, after: Record<string, number>): number {
  return Object.keys(before).reduce((sum, name) => sum + (after[name]! - before[name]! || 0), 0);
}
