// The plan of a chaos run: who is killed when, and how the platform misbehaves in between. Pure: one seed, one plan. What
// the processes make of it depends on the machine's timing and is not repeated to the letter.
import { createRandom, type Random } from '../../simulator/world/random.ts';
import type { ChaosOptions } from './options.ts';
import { drawSpells, type Spell } from './spells.ts';

export type Target = 'service' | 'database' | `worker ${number}`;

export interface Kill {
  atMs: number;
  target: Target;
  /** `freeze`: stopped in the middle of whatever it does, and let go on later, as a starved machine does it. */
  how: 'kill' | 'freeze';
  /** Until it is started again, or goes on. The database's keeper starts it again by itself. */
  downMs: number;
}

export interface Plan {
  /** Of workers; they overlap as they come. */
  kills: Kill[];
  /** Kills of the service and the database: one after the other, each `OUTAGE_GAP_MS` after the last is over at least. */
  outages: Kill[];
  /** In order; each holds until the next, the last until `endMs`. */
  spells: Spell[];
  endMs: number;
}

/**
 * How long unanswered calls wait for their echo. Shorter than the default, for the run to end, and longer than an echo is
 * late here by faults (6 s) or by an outage too short to be noticed as one (8 s): absence can only be evidence where
 * lateness has a bound, as the platform's retries have.
 */
export const GRACE_SECONDS = 15;

/**
 * Without service or database no echo is taken, and the sandbox comes again after 0, 0, 1, 3, 8, 18 seconds. Outages stay
 * so far apart that an echo meets one of them only.
 */
export const OUTAGE_GAP_MS = 12_000;
const FIRST_OUTAGE_MS = 2_000;
const LONGEST_OUTAGE_MS = 1_000;
const LONGEST_DOWN_MS = 4_000;
/** Shorter and longer than a lease (6 s): some of the frozen wake up when their Pages have another holder. */
const FROZEN_MS = [2_000, 10_000] as const;

export function drawPlan(options: ChaosOptions): Plan {
  const random = createRandom(`chaos ${options.seed}`);
  const endMs = options.seconds * 1_000;
  return {
    kills: drawWorkerKills(random.fork('workers'), options),
    outages: drawOutages(random.fork('outages'), endMs),
    spells: drawSpells(random.fork('spells'), options),
    endMs,
  };
}

/** Service and database in turn, each first in half of the plans. */
function drawOutages(random: Random, endMs: number): Kill[] {
  const kills: Kill[] = [];
  let target: Target = random.pick(['service', 'database']);
  let atMs = FIRST_OUTAGE_MS + random.between(0, 3_000);
  while (atMs < endMs - LONGEST_OUTAGE_MS) {
    kills.push({ atMs, target, how: 'kill', downMs: random.between(0, LONGEST_OUTAGE_MS) });
    target = target === 'service' ? 'database' : 'service';
    atMs += OUTAGE_GAP_MS + random.between(0, 4_000);
  }
  return kills;
}

/** Every third is a freeze. */
function drawWorkerKills(random: Random, { seconds, workers }: ChaosOptions): Kill[] {
  const kills: Kill[] = [];
  for (
    let atMs = random.between(1_000, 4_000);
    atMs < seconds * 1_000;
    atMs += random.between(2_000, 7_000)
  ) {
    const how = kills.length % 3 === 1 ? 'freeze' : 'kill';
    const downMs = how === 'freeze' ? random.between(...FROZEN_MS) : random.between(0, LONGEST_DOWN_MS);
    kills.push({ atMs, target: `worker ${random.between(1, workers)}`, how, downMs });
  }
  return kills;
}
