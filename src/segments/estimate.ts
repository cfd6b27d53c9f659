// About how many are in, at once: the filter asked of a random few, for an editor to show until the exact number is there.
import { type Db, withTransaction } from '../kit/db.ts';
import { rememberFor } from '../kit/remember-for.ts';
import { isGivenUp } from './counting.ts';
import { drawSample, hasAtMost, type Sample, tallyEverybody, tallyPeople } from './estimate.queries.ts';
import type { GroupFilter } from './filter.contract.ts';
import { type PreparedFilter, prepareFilter } from './scope.ts';
import { limitStatements } from './segment.queries.ts';

/** People asked about; in a workspace of no more, everybody. */
export const SAMPLE_SIZE = 3_000;
/** Asked about in turn while there is time: events of many kinds take some 30 µs a person, attributes 3. */
const CHUNKS = [400, 900, 1_700];
/** For the person who types; the rest of 150 ms is the way there and back. */
const BUDGET_MS = 110;
/** The same few people are asked about meanwhile, so that two filters differ by what they mean and not by the draw. */
const SAMPLE_KEPT_MS = 30_000;
const MAX_SAMPLES = 100;

export interface Estimate {
  people: number;
  margin: number;
  total: number;
  sampled: number;
}

export type Estimator = (workspaceId: string, filter: GroupFilter, now: Date) => Promise<Estimate>;

/** One per process: it remembers the people it asks about for half a minute. Refuses like `prepareFilter`. */
export function createEstimator(db: Db, random: () => number = Math.random): Estimator {
  const samples = new Map<string, () => Promise<Sample>>();
  const sampleOf = (workspaceId: string): Promise<Sample> => {
    const known =
      samples.get(workspaceId) ??
      rememberFor(() => drawSample(db, workspaceId, { size: SAMPLE_SIZE, random }), SAMPLE_KEPT_MS);
    samples.set(workspaceId, known);
    const [oldest] = samples.keys();
    if (samples.size > MAX_SAMPLES && oldest !== undefined) samples.delete(oldest);
    return known();
  };
  return async (workspaceId, filter, now) => {
    const prepared = await prepareFilter(db, workspaceId, filter, { now, reach: 'few' });
    if (await hasAtMost(db, workspaceId, SAMPLE_SIZE)) return askEverybody(db, prepared);
    return askSample(db, prepared, await sampleOf(workspaceId));
  };
}

/** Exact, for a workspace no larger than a sample. */
async function askEverybody(db: Db, prepared: PreparedFilter): Promise<Estimate> {
  try {
    const { asked, matching } = await withTransaction(db, async (tx) => {
      await limitStatements(tx, BUDGET_MS);
      return tallyEverybody(tx, prepared);
    });
    return { people: matching, margin: 0, total: asked, sampled: asked };
  } catch (error) {
    if (!isGivenUp(error)) throw error;
    return { people: 0, margin: SAMPLE_SIZE, total: SAMPLE_SIZE, sampled: 0 };
  }
}

async function askSample(db: Db, prepared: PreparedFilter, { total, ids }: Sample): Promise<Estimate> {
  const startedMs = performance.now();
  const tally = { asked: 0, matching: 0 };
  let from = 0;
  try {
    for (const size of CHUNKS) {
      const spentMs = performance.now() - startedMs;
      const expectedMs = from === 0 ? 0 : (spentMs / from) * size;
      if (spentMs + expectedMs > BUDGET_MS) break;
      const chunk = ids.slice(from, from + size);
      const found = await withTransaction(db, async (tx) => {
        await limitStatements(tx, Math.ceil(BUDGET_MS - spentMs));
        return tallyPeople(tx, prepared, chunk);
      });
      tally.asked += found.asked;
      tally.matching += found.matching;
      from += size;
    }
  } catch (error) {
    if (!isGivenUp(error)) throw error;
  }
  return estimateFrom(tally, total);
}

/** 19 of 20 samples lie within 1.96 standard deviations. */
const Z = 1.96;

/**
 * The share in the sample, and how far the ends of Wilson's interval are from it (right for rare people too, where the usual
 * formula says 0 ± 0). The more of all people were asked, the narrower it is.
 */
export function estimateFrom(tally: { asked: number; matching: number }, total: number): Estimate {
  const { asked: n, matching } = tally;
  if (n === 0) return { people: 0, margin: total, total, sampled: 0 };
  const share = matching / n;
  const square = Z ** 2 * Math.max(0, (total - n) / Math.max(1, total - 1));
  const middle = (share + square / (2 * n)) / (1 + square / n);
  const half = Math.sqrt(square * ((share * (1 - share)) / n + square / (4 * n ** 2))) / (1 + square / n);
  const margin = Math.max(share - (middle - half), middle + half - share);
  // Of people counted some seconds ago: whoever was asked about and came since is not more than everybody.
  const people = Math.min(total, Math.round(share * total));
  return { people, margin: Math.min(total, Math.ceil(margin * total)), total, sampled: n };
}
