// Sending: messages a second from the order to the last settled result, by Talaria with its rate limit lifted and by the
// senders a person would write, to a platform that answers at once or in 50 to 100 ms; and Talaria at the platform's real limit.

import { startChild } from '../kit/child.ts';
import type { Place } from '../kit/place.ts';
import { type Figures, type Result, ratioOf, round, type Summary, takeTurns } from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import {
  BULLMQ,
  createSenderDatabase,
  LOOP,
  type Sender,
  startBaselines,
  startTalaria,
} from './contestants.ts';
import type { GraphRecord, Latency } from './graph.child.ts';

const LATENCIES: Record<string, Latency> = { at_once: [0, 0], in_50_to_100_ms: [50, 100] };
const TITLES: Record<string, string> = {
  at_once: 'The platform answers at once',
  in_50_to_100_ms: 'The platform answers in 50 to 100 ms',
};
const WARM_UP_PEOPLE = 1_000;
const MOST_PEOPLE = 200_000;
const LIFTED_PER_SECOND = 100_000;
/** Send API, text: calls a second and Page (Messenger Platform, rate limits). */
const PLATFORM_PER_SECOND = 300;
const TALARIA = 'Talaria, limit lifted';

/** The platform of the benchmark: set before a run, asked after it. */
interface Graph {
  url: string;
  reset(latency: Latency): Promise<void>;
  record(): Promise<GraphRecord>;
}

export async function sendBench(place: Place, seconds: number): Promise<Result> {
  const graph = await startGraph(place);
  const database = await createSenderDatabase(place);
  const lifted = { name: TALARIA, graphUrl: graph.url, sendRatePerSecond: LIFTED_PER_SECOND };
  const ours = await startTalaria(place, database, lifted);
  const senders = [ours, ...(await startBaselines(place, graph.url))];
  const result = { ours: {}, baselines: {}, ratio: {} } as Record<keyof Result, Record<string, unknown>>;
  for (const [name, latency] of Object.entries(LATENCIES)) {
    const figures = await compare(senders, graph, { latency, seconds });
    console.log(TITLES[name]);
    show(figures);
    result.ours[name] = figures.get(TALARIA);
    result.baselines[name] = { bullmq: figures.get(BULLMQ), loop: figures.get(LOOP) };
    result.ratio[name] = ratios(figures);
  }
  await ours.stop();
  const limited = await startTalaria(place, database, { name: 'Talaria', graphUrl: graph.url });
  result.ours['at_platform_limit'] = await measureLimit(limited, graph, seconds);
  return result;
}

async function startGraph(place: Place): Promise<Graph> {
  const child = await startChild('send/graph.child.ts', null);
  place.atEnd(() => child.stop());
  return {
    url: `http://127.0.0.1:${await child.ask<number>('port')}`,
    reset: (latency) => child.ask('reset', latency),
    record: () => child.ask('record'),
  };
}

function compare(
  senders: Sender[],
  graph: Graph,
  { latency, seconds }: { latency: Latency; seconds: number },
): Promise<Map<string, Summary>> {
  return takeTurns(
    senders.map((sender) => {
      // Everybody gets as many people as keep them busy for about the same time.
      let people: number | undefined;
      const run = async (): Promise<Figures> => {
        people ??= peopleFor(await sendTo(sender, graph, latency, WARM_UP_PEOPLE), seconds);
        const figures = await sendTo(sender, graph, latency, people);
        people = peopleFor(figures, seconds);
        return figures;
      };
      return { name: sender.name, round: run };
    }),
  );
}

const peopleFor = (figures: Figures, seconds: number): number =>
  Math.min(
    MOST_PEOPLE,
    Math.max(WARM_UP_PEOPLE, Math.round((figures['messages_per_second'] ?? 0) * seconds)),
  );

async function sendTo(sender: Sender, graph: Graph, latency: Latency, people: number): Promise<Figures> {
  await sender.prepare(people);
  await graph.reset(latency);
  const before = await sender.usage();
  const { seconds, failed } = await sender.send();
  const after = await sender.usage();
  const record = await graph.record();
  return {
    people,
    messages_per_second: round(people / seconds),
    seconds: round(seconds, 2),
    /** From the first call to the last, without the start. */
    calls_per_second: round(record.perSecond),
    failed,
    // By the platform's own record: nobody left out, nobody twice.
    missing: people - record.people,
    repeated: record.accepted - record.people,
    cpu_us_per_message: round(((after.cpuMs - before.cpuMs) * 1000) / people),
    rss_mb: after.rssMb,
  };
}

function show(figures: Map<string, Summary>): void {
  const columns = {
    'messages/s': 'messages_per_second',
    'calls/s': 'calls_per_second',
    people: 'people',
    failed: 'failed',
    missing: 'missing',
    repeated: 'repeated',
    'CPU µs/message': 'cpu_us_per_message',
    'RSS MB': 'rss_mb',
  };
  printTable(columns, figures);
}

function ratios(figures: Map<string, Summary>): Record<string, number> {
  const ours = figures.get(TALARIA);
  const names = { bullmq: BULLMQ, loop: LOOP };
  return Object.fromEntries(
    Object.entries(names)
      .filter(([, name]) => figures.has(name))
      .map(([key, name]) => [key, ratioOf(ours, figures.get(name), 'messages_per_second')]),
  );
}

/** One run as it ships: how near it comes to the platform's limit, and that no second has more. */
async function measureLimit(sender: Sender, graph: Graph, seconds: number): Promise<Figures> {
  const people = Math.round(PLATFORM_PER_SECOND * seconds);
  const figures = await sendTo(sender, graph, LATENCIES['in_50_to_100_ms'] ?? [0, 0], people);
  const { perSecond, largestSecond } = await graph.record();
  const accepted = round(perSecond, 1);
  console.log(
    `As it ships, at the platform's limit of ${PLATFORM_PER_SECOND} a second: ${people} messages at ${accepted} a second by ` +
      `the platform's record, ${largestSecond} in the fullest second; ${figures['failed']} failed, ` +
      `${figures['missing']} missing, ${figures['repeated']} repeated.\n`,
  );
  return {
    ...figures,
    accepted_per_second: accepted,
    largest_second: largestSecond,
    allowed: PLATFORM_PER_SECOND,
  };
}
