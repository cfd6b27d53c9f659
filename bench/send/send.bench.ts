// Sending: messages a second from the order to the last settled result, by Talaria over many Pages with the platform's limit
// lifted and by the senders a person would write, to a platform that answers at once or after 50 ms.
import { type Graph, startGraph } from '../graph/graph.ts';
import type { Place } from '../kit/place.ts';
import { type Figures, type Options, type Result, ratioOf, type Summary, takeTurns } from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { NAMES, openBaselines, openTalaria, openUndici, type Sender, type SenderKey } from './contestants.ts';
import { measureSend } from './measure-send.ts';

/** Calls in flight, each at its best: of the baselines, and of the bare loop (measured: 9.3k, 15.5k, 12.5k with 500, 1000, 2000). */
const WAYS = [
  { name: 'at_once', title: 'The platform answers at once', latencyMs: 0, baselines: 50, bareLoop: 50 },
  {
    name: 'in_50_ms',
    title: 'The platform answers after 50 ms',
    latencyMs: 50,
    baselines: 500,
    bareLoop: 1000,
  },
];
type Way = (typeof WAYS)[number];

const PAGES = 20;
const LIFTED_PER_SECOND = 100_000;
const WARM_UP_PEOPLE = 1_000;
const MOST_PEOPLE = 300_000;
/** A baseline's rate does not depend on how long it runs; ours has its start and its end in it. */
const BASELINE_SHARE = 0.4;

export async function sendBench(place: Place, { seconds, onlyOurs }: Options): Promise<Result> {
  const graph = await startGraph(place);
  const ours = await openTalaria(place, {
    name: NAMES.talaria,
    graphUrl: graph.url,
    pages: PAGES,
    sendRatePerSecond: LIFTED_PER_SECOND,
  });
  const senders = [ours];
  if (!onlyOurs) senders.push(await openUndici(place, graph.url), ...(await openBaselines(place, graph.url)));
  const tables: Record<string, Map<string, Summary>> = {};
  for (const way of WAYS) {
    const figures = await takeTurns(
      senders.map((sender) => ({
        name: sender.name,
        round: runsOf(place, graph, {
          sender,
          way,
          seconds: sender === ours ? seconds : seconds * BASELINE_SHARE,
        }),
      })),
    );
    console.log(way.title);
    show(figures);
    tables[way.name] = figures;
  }
  return toResult(tables['at_once']!, tables['in_50_ms']!);
}

/** Everybody gets as many people as keep them busy for about the same time. */
function runsOf(
  place: Place,
  graph: Graph,
  { sender, way, seconds }: { sender: Sender; way: Way; seconds: number },
): () => Promise<Figures> {
  const { latencyMs } = way;
  const concurrency = sender.name === NAMES.undici ? way.bareLoop : way.baselines;
  const run = (people: number): Promise<Figures> =>
    measureSend(place, graph, { sender, people, latencyMs, concurrency });
  const peopleFor = (figures: Figures): number =>
    Math.min(MOST_PEOPLE, Math.max(WARM_UP_PEOPLE, Math.round((figures['calls_per_second'] ?? 0) * seconds)));
  let people: number | undefined;
  return async () => {
    // Twice: the first is mostly the compiler's, and would make the first round too short.
    people ??= peopleFor(await run(peopleFor(await run(WARM_UP_PEOPLE))));
    const figures = await run(people);
    people = peopleFor(figures);
    return figures;
  };
}

function show(figures: Map<string, Summary>): void {
  const columns = {
    'messages/s': 'per_second',
    people: 'people',
    failed: 'failed',
    missing: 'missing',
    repeated: 'repeated',
    'µs CPU each: sender': 'sender_us_each',
    PostgreSQL: 'postgres_us_each',
    platform: 'platform_us_each',
    'its %': 'platform_percent',
    'RSS MB': 'rss_mb',
  };
  printTable(columns, figures);
}

function toResult(atOnce: Map<string, Summary>, in50Ms: Map<string, Summary>): Result {
  const perSecond = (figures: Map<string, Summary>): number =>
    figures.get(NAMES.talaria)?.['per_second'] ?? 0;
  const [now, later] = [ratiosOf(atOnce), ratiosOf(in50Ms)];
  if (atOnce.size > 1)
    console.log(
      `Talaria: ${now.limit} of the limit and ${now.durable} times the best durable baseline at once; ` +
        `${later.limit} and ${later.durable} times after 50 ms.\n`,
    );
  const byKey = (keys: SenderKey[], figures: Map<string, Summary>) =>
    Object.fromEntries(keys.map((key) => [key, figures.get(NAMES[key])]));
  const others = (Object.keys(NAMES) as SenderKey[]).filter((key) => key !== 'talaria');
  return {
    ours: {
      per_second: perSecond(atOnce),
      per_second_50ms: perSecond(in50Ms),
      at_once: atOnce.get(NAMES.talaria),
      in_50_ms: in50Ms.get(NAMES.talaria),
    },
    baselines: { at_once: byKey(others, atOnce), in_50_ms: byKey(others, in50Ms) },
    ratio: { ...now, limit_50ms: later.limit, durable_50ms: later.durable },
  };
}

function ratiosOf(figures: Map<string, Summary>): { limit: number; durable: number; not_durable: number } {
  const ours = figures.get(NAMES.talaria);
  const to = (key: SenderKey): number => ratioOf(ours, figures.get(NAMES[key]), 'per_second');
  const durable = [to('bullmq'), to('graphile')].filter((ratio) => !Number.isNaN(ratio));
  return { limit: to('undici'), durable: Math.min(...durable), not_durable: to('loop') };
}
