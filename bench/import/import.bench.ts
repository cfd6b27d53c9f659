// Imports of 25 columns: rows a second of new people and of the same file again, at three sizes, the memory they take, and how
// long screens wait meanwhile; against what a person would write with csv-parse.
import { createApiKey } from '../../src/access/api-keys.ts';
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { createRowReader } from '../../src/transfer/row.reader.ts';
import type { Place } from '../kit/place.ts';
import { type Figures, type Options, type Result, round, type Summary, summarise } from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { createTalariaDatabase, startTalaria } from '../kit/talaria.ts';
import { run, upload } from './client.ts';
import { filePieces, HEADER } from './file.ts';
import { parseOnly, saveOneByOne, upsertManyRows } from './naive.ts';

const SIZES = [10_000, 100_000, 1_000_000];
/** The baselines take long. */
const SAVED_ROWS = 5_000;
/** As many as the size it is compared with. */
const UPSERTED_ROWS = 100_000;
const PARSED_ROWS = 100_000;

export async function importBench(place: Place, { onlyOurs }: Options): Promise<Result> {
  const sizes = process.env['IMPORT_ROWS'] ? [Number(process.env['IMPORT_ROWS'])] : SIZES;
  const ours: [string, Summary][] = [];
  for (const rows of sizes) ours.push([`${rows.toLocaleString('en')} rows`, await importOf(place, rows)]);
  printTable(
    {
      'new rows/s': 'rows_per_second',
      'the same again/s': 'again_per_second',
      'uploaded MB/s': 'upload_mb_per_second',
      'peak RSS MB': 'rss_mb',
      'cores: service': 'service_cores',
      PostgreSQL: 'postgres_cores',
      'screens p50 ms': 'screens_p50_ms',
      'p99 ms': 'screens_p99_ms',
    },
    ours,
  );
  const largest = ours.at(-1)?.[1];
  const bySize = Object.fromEntries(ours);
  if (onlyOurs) return { ours: { ...largest, by_size: bySize }, baselines: {}, ratio: {} };
  const baselines = await measureBaselines(place);
  printTable({ 'rows/s': 'rows_per_second' }, Object.entries(baselines));
  // The baselines hold no more people than that, and every index grows.
  const alike = bySize[`${UPSERTED_ROWS.toLocaleString('en')} rows`] ?? largest;
  const ratio = (name: string) =>
    round((alike?.['rows_per_second'] ?? 0) / (baselines[name]?.['rows_per_second'] ?? 1), 2);
  return {
    ours: { ...largest, by_size: bySize },
    baselines,
    ratio: {
      save_one_by_one: ratio(SAVES),
      upsert: ratio(UPSERT),
      scanner: round(
        (baselines[SCANNER]?.['rows_per_second'] ?? 0) / (baselines[PARSER]?.['rows_per_second'] ?? 1),
        2,
      ),
    },
  };
}

const SAVES = 'csv-parse, a saved customer a row';
const UPSERT = 'csv-parse, an upsert of 1,000 rows, untyped';
const PARSER = 'csv-parse alone';
const SCANNER = 'the scanner alone';

/** A service of its own, so that its memory is of this size alone. */
async function importOf(place: Place, rows: number): Promise<Summary> {
  const database = await createTalariaDatabase(place, `import_${rows}`, 1);
  const settings = { graphUrl: 'http://127.0.0.1:9', workers: true };
  const service = await startTalaria(place, database, settings);
  const { secret } = await createApiKey(database.db, DEFAULT_WORKSPACE, 'bench');
  const caller = { url: `http://127.0.0.1:${await service.ask<number>('port')}`, key: secret };
  await run(caller, await upload(caller, 100));
  const uploadedAt = performance.now();
  const id = await upload(caller, rows);
  const uploadMs = performance.now() - uploadedAt;
  const before = await service.usage();
  const postgresMs = place.postgresCpuMs() ?? Number.NaN;
  const begunAt = performance.now();
  const { done, answersMs } = await run(caller, id);
  const wallMs = performance.now() - begunAt;
  const after = await service.usage();
  const postgresUsedMs = (place.postgresCpuMs() ?? Number.NaN) - postgresMs;
  expectCounts(done.counts, { rows, bad: 0 });
  const again = await run(caller, await upload(caller, rows));
  expectCounts(again.done.counts, { rows, unchanged: rows });
  await service.stop();
  answersMs.sort((a, b) => a - b);
  const figures: Figures = {
    rows,
    rows_per_second: done.rows_per_second ?? 0,
    again_per_second: again.done.rows_per_second ?? 0,
    upload_mb_per_second: round(done.size_bytes / 1e6 / (uploadMs / 1000), 1),
    rss_mb: after.peakRssMb,
    service_cores: round((after.cpuMs - before.cpuMs) / wallMs, 2),
    postgres_cores: round(postgresUsedMs / wallMs, 2),
    screens_p50_ms: round(answersMs[Math.floor(answersMs.length * 0.5)] ?? 0, 1),
    screens_p99_ms: round(answersMs[Math.floor(answersMs.length * 0.99)] ?? 0, 1),
  };
  return summarise([figures]);
}

function expectCounts(counts: Record<string, number>, expected: Record<string, number>): void {
  for (const [name, count] of Object.entries(expected))
    if (counts[name] !== count) throw new Error(`${name} is ${counts[name]}, not ${count}`);
}

async function measureBaselines(place: Place): Promise<Record<string, Summary>> {
  const database = await createTalariaDatabase(place, 'import_naive', 1);
  const perSecond = (rows: number, ms: number): Summary =>
    summarise([{ rows_per_second: round(rows / (ms / 1000)) }]);
  const saves = await saveOneByOne(database.db, DEFAULT_WORKSPACE, SAVED_ROWS);
  const other = await createTalariaDatabase(place, 'import_upsert', 1);
  const upserts = await upsertManyRows(other.db, DEFAULT_WORKSPACE, UPSERTED_ROWS);
  const pieces = [...filePieces(PARSED_ROWS)].map((piece) => Buffer.from(piece));
  return {
    [SAVES]: perSecond(SAVED_ROWS, saves),
    [UPSERT]: perSecond(UPSERTED_ROWS, upserts),
    [PARSER]: perSecond(PARSED_ROWS, await parseOnly(pieces)),
    [SCANNER]: perSecond(PARSED_ROWS, await scanOnly(pieces)),
  };
}

/** Milliseconds. */
async function scanOnly(pieces: readonly Buffer[]): Promise<number> {
  const begunAt = performance.now();
  let next = 0;
  const reader = createRowReader(
    {
      ...{ type: 'csv', encoding: 'utf-8', delimiter: ',', has_header: true },
      columns: HEADER.split(','),
      ...{ bom_bytes: 0, data_position: 0 },
    },
    async () => pieces[next++],
    { position: 0, line: 1 },
  );
  let seen = 0;
  for (;;) {
    const { rows: found, isEnd } = await reader.next(5_000);
    seen += found.length;
    if (isEnd) break;
  }
  if (seen !== PARSED_ROWS + 1) throw new Error('The scanner lost rows');
  return performance.now() - begunAt;
}
