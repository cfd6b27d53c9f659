// Ingest: how many events a second are durable, counted and answered, in batches of 100 and one by one, against one INSERT
// an event with the same validation.
import type { Place } from '../kit/place.ts';
import { type Options, type Result, ratioOf, type Summary, takeTurns } from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { openInserts, openTalaria, type Requests, startLoads } from './receivers.ts';

const SEGMENT = 'Talaria, Segment’s /v1/batch of 100';
const OURS = 'Talaria, /api/events of 100';
const SINGLE = 'Talaria, one event a request';
const NAIVE = 'One INSERT a request';
const NAIVE_BATCH = 'The same in batches of 100, an INSERT each';

const COLUMNS = {
  'events/s': 'events_per_second',
  'p50 ms': 'p50_ms',
  'p99 ms': 'p99_ms',
  errors: 'errors',
  'not stored': 'not_stored',
  'not in totals': 'not_in_totals',
  'µs CPU each: service': 'service_us_each',
  PostgreSQL: 'postgres_us_each',
  'whoever sends': 'load_us_each',
  'RSS MB': 'rss_mb',
};

export async function ingestBench(place: Place, { seconds, onlyOurs }: Options): Promise<Result> {
  const loads = await startLoads(place);
  const batch: Requests = { seconds, dialect: 'segment', batch: 100 };
  const single: Requests = { ...batch, batch: 1 };
  const talaria = await openTalaria(place, loads);
  const contestants = [
    await talaria(SEGMENT, batch),
    await talaria(OURS, { ...batch, dialect: 'ours' }),
    await talaria(SINGLE, single),
  ];
  if (!onlyOurs) {
    const inserts = await openInserts(place, loads);
    contestants.push(await inserts(NAIVE, single), await inserts(NAIVE_BATCH, batch));
  }
  const figures = await takeTurns(contestants);
  printTable(COLUMNS, figures);
  const ratio = (ours: string, baseline: string): number =>
    ratioOf(figures.get(ours), figures.get(baseline), 'events_per_second');
  const ratios = {
    naive: ratio(SEGMENT, NAIVE),
    naive_batch: ratio(SEGMENT, NAIVE_BATCH),
    naive_single: ratio(SINGLE, NAIVE),
  };
  if (!onlyOurs)
    console.log(
      `${ratios.naive} times the events/s of one INSERT a request; ${ratios.naive_batch} times when it gets batches too; ` +
        `${ratios.naive_single} times one by one.\n`,
    );
  const ofName = (name: string): Summary | undefined => figures.get(name);
  return {
    ours: { ...ofName(SEGMENT), own_api: ofName(OURS), single: ofName(SINGLE) },
    baselines: { naive: ofName(NAIVE), naive_batch: ofName(NAIVE_BATCH) },
    ratio: ratios,
  };
}
