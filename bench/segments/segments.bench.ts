// Segments of 10,000, 100,000 and a million people with ten events each: how long an exact count takes, and an estimate,
// against the SELECT a person would write on the same tables.
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { type Db, one } from '../../src/kit/db.ts';
import { silentLog } from '../../src/kit/log.ts';
import { createAttributeIndexWorker } from '../../src/segments/attribute-index.workers.ts';
import { countMatching } from '../../src/segments/counting.ts';
import { createEstimator } from '../../src/segments/estimate.ts';
import { createSegment } from '../../src/segments/segments.ts';
import type { Place } from '../kit/place.ts';
import {
  median,
  type Options,
  percentile,
  type Result,
  round,
  type Summary,
  summarise,
} from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { createTalariaDatabase } from '../kit/talaria.ts';
import { QUESTIONS, type Question } from './questions.ts';
import { EVENTS_A_PERSON, fillWorld } from './world.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const COUNTS = 9;
const COUNTS_BY_HAND = 3;
const ESTIMATES = 15;

export async function segmentsBench(place: Place, { onlyOurs }: Options): Promise<Result> {
  const measured = new Map<number, Measured>();
  for (const people of SIZES) measured.set(people, await measureSize(place, people, onlyOurs));
  printSizes('Talaria, exact count, ms', measured, ({ ours }) => ours);
  if (!onlyOurs) printSizes('A SELECT by hand on the same tables, ms', measured, ({ byHand }) => byHand);
  const { ours, byHand } = measured.get(SIZES.at(-1)!)!;
  const names = QUESTIONS.map(({ name }) => name);
  const broad = (figures: Summary) => Math.max(figures['broad_attribute']!, figures['broad_event']!);
  const figures = (of: Summary) => ({
    ...Object.fromEntries(names.map((name) => [`${name}_ms`, of[name]])),
    broad_ms: broad(of),
  });
  return {
    ours: {
      ...figures(ours),
      estimate_ms: ours['estimate'],
      sizes: Object.fromEntries([...measured].map(([size, of]) => [size, of.ours.rounds[0]])),
    },
    baselines: onlyOurs ? {} : { by_hand: figures(byHand) },
    ratio: onlyOurs
      ? {}
      : Object.fromEntries(names.map((name) => [name, round(byHand[name]! / ours[name]!, 1)])),
  };
}

interface Measured {
  ours: Summary;
  byHand: Summary;
}

async function measureSize(place: Place, people: number, onlyOurs: boolean): Promise<Measured> {
  const database = await createTalariaDatabase(place, `people_${people}`, 1);
  const { db } = database;
  await fillWorld(db, people);
  await wantIndexes(db);
  const now = new Date();
  const ours: Record<string, number> = {};
  const byHand: Record<string, number> = {};
  for (const question of QUESTIONS) {
    const count = () => countMatching(db, DEFAULT_WORKSPACE, question.filter, now);
    const countByHand = async () => (await one(db, question.byHand)).people;
    ours[question.name] = await medianMs(COUNTS, count);
    if (onlyOurs) continue;
    byHand[question.name] = await medianMs(COUNTS_BY_HAND, countByHand);
    await mustAgree(question, await count(), await countByHand());
  }
  ours['estimate'] = await measureEstimates(db, now);
  await database.close();
  return { ours: summarise([ours]), byHand: summarise([byHand]) };
}

/** As an operator makes them: by saving the segments. */
async function wantIndexes(db: Db): Promise<void> {
  for (const { name, filter } of QUESTIONS)
    await createSegment(db, DEFAULT_WORKSPACE, { name, filter, trackedFrom: null });
  const worker = createAttributeIndexWorker({ db, clock: systemClock, log: silentLog });
  while ((await worker.step(new AbortController().signal)) === 'again');
}

async function measureEstimates(db: Db, now: Date): Promise<number> {
  const estimate = createEstimator(db);
  const times: number[] = [];
  for (let turn = 0; turn < ESTIMATES; turn++)
    for (const { filter } of QUESTIONS) {
      const startedMs = performance.now();
      const { sampled } = await estimate(DEFAULT_WORKSPACE, filter, now);
      if (sampled === 0) throw new Error('An estimate was not ready in time');
      times.push(performance.now() - startedMs);
    }
  return round(
    percentile(
      times.toSorted((a, b) => a - b),
      0.95,
    ),
    1,
  );
}

/** The first is not counted: it warms the caches and the statistics. */
async function medianMs(times: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let turn = 0; turn <= times; turn++) {
    const startedMs = performance.now();
    await work();
    if (turn > 0) taken.push(performance.now() - startedMs);
  }
  return round(median(taken), 1);
}

/** A clock runs between the two: a person more or less at the edge of a period is no disagreement. */
async function mustAgree({ name }: Question, ours: number, byHand: number): Promise<void> {
  if (Math.abs(ours - byHand) > Math.max(2, byHand * 0.001))
    throw new Error(`${name}: ${ours} people by us, ${byHand} by hand`);
}

function printSizes(title: string, measured: Map<number, Measured>, of: (one: Measured) => Summary): void {
  console.log(title);
  const columns = Object.fromEntries(
    Object.keys(of(measured.get(SIZES[0]!)!).rounds[0] ?? {}).map((name) => [
      name === 'estimate' ? 'estimate, p95' : name.replace('_', ' '),
      name,
    ]),
  );
  printTable(
    columns,
    [...measured].map(([people, one]) => [
      `${people.toLocaleString('en')} people, ${(people * EVENTS_A_PERSON).toLocaleString('en')} events`,
      of(one),
    ]),
  );
}
