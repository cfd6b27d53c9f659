// One Page as it ships, at the platform's limit: no second may have more calls than allowed, by the time they arrive, and
// the mean should be hardly less. One run: the minute is long enough to be its own median.
import { startGraph } from '../graph/graph.ts';
import type { Place } from '../kit/place.ts';
import { type Options, type Result, round, summarise } from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { openTalaria } from '../send/contestants.ts';
import { measureSend } from '../send/measure-send.ts';

/** Send API, text: calls a second and Page (Messenger Platform, rate limits). */
const PLATFORM_PER_SECOND = 300;
const LATENCY_MS = 50;
const WARM_UP_PEOPLE = 300;

export async function laneBench(place: Place, { seconds }: Options): Promise<Result> {
  const graph = await startGraph(place);
  const sender = await openTalaria(place, { name: 'Talaria', graphUrl: graph.url, pages: 1 });
  const run = (people: number) =>
    measureSend(place, graph, { sender, people, latencyMs: LATENCY_MS, concurrency: 0 });
  await run(WARM_UP_PEOPLE);
  const figures = await run(Math.round(PLATFORM_PER_SECOND * seconds));
  const columns = {
    'mean/s': 'calls_per_second',
    'most in 1 s': 'max_in_1s',
    messages: 'people',
    failed: 'failed',
    missing: 'missing',
    repeated: 'repeated',
    'cores: service': 'sender_cores',
    PostgreSQL: 'postgres_cores',
    'µs CPU each: service': 'sender_us_each',
    'PostgreSQL ': 'postgres_us_each',
    'RSS MB': 'rss_mb',
  };
  printTable(columns, [[`Talaria, ${PLATFORM_PER_SECOND} a second allowed`, summarise([figures])]]);
  return {
    ours: {
      max_in_1s: figures['max_in_1s'],
      mean_per_second: figures['calls_per_second'],
      core_share: round(figures['sender_cores'] ?? Number.NaN, 3),
      postgres_core_share: figures['postgres_cores'],
      ...figures,
    },
    baselines: {},
    ratio: {},
  };
}
