// What becomes of a run whose time came while nobody could start it (docs/decisions/0017-runs-of-periodic-campaigns.md). Pure.
import { HOUR_MS } from '../kit/clock.ts';
import { nextRun, type RunsSoFar } from './campaign.repeat.ts';
import type { Repeat } from './schedule.contract.ts';

/** Later than this a message of the morning is one of the night. */
const MOST_LATE_MS = 12 * HOUR_MS;
/** Runs that are counted as missed: ten years of one a day, in some seconds. */
const MOST_MISSED = 3_650;

export interface Missed {
  runs: number;
  firstAt: Date;
  lastAt: Date;
}

export interface LateRuns {
  /** The one to start now, at its planned instant; null: none. */
  start: Date | null;
  missed: Missed | null;
  /** The first one to come; null: there is none. When one starts, it follows that. */
  next: Date | null;
}

/**
 * Of the runs that are due the newest may start, when it is late by no more than half the way to the run after it, and no more
 * than twelve hours. All others are missed: they would arrive in a heap. A missed run does not count as one it has had.
 */
export function judgeLateRuns(repeat: Repeat, so: RunsSoFar, { dueAt, now }: Due): LateRuns {
  const { newest, last, runs } = newestDue(repeat, so, { dueAt, now });
  const after = nextRun(repeat, so, newest);
  const wayMs = after === null ? Number.POSITIVE_INFINITY : after.getTime() - newest.getTime();
  const lateMs = now.getTime() - newest.getTime();
  if (lateMs <= Math.min(MOST_LATE_MS, wayMs / 2)) {
    const missed = runs === 0 ? null : { runs, firstAt: dueAt, lastAt: last };
    return { start: newest, missed, next: nextRun(repeat, { ...so, runs: so.runs + 1 }, newest) };
  }
  return {
    start: null,
    missed: { runs: runs + 1, firstAt: dueAt, lastAt: newest },
    next: nextRun(repeat, so, now),
  };
}

/** All that are due are missed: they were not wanted while it was paused. */
export function missAll(repeat: Repeat, so: RunsSoFar, { dueAt, now }: Due): LateRuns {
  const { newest, runs } = newestDue(repeat, so, { dueAt, now });
  return {
    start: null,
    missed: { runs: runs + 1, firstAt: dueAt, lastAt: newest },
    next: nextRun(repeat, so, now),
  };
}

interface Due {
  /** The oldest run that did not start. */
  dueAt: Date;
  now: Date;
}

/** The newest run whose time has come, how many came before it, and the last of these. */
function newestDue(repeat: Repeat, so: RunsSoFar, { dueAt, now }: Due) {
  let [newest, last, runs] = [dueAt, dueAt, 0];
  for (; runs < MOST_MISSED; runs += 1) {
    const next = nextRun(repeat, so, newest);
    if (next === null || next > now) break;
    [last, newest] = [newest, next];
  }
  return { newest, last, runs };
}
