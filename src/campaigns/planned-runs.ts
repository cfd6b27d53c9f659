// The runs a schedule plans, with what clock changes do to them. Pure.
import { addMs, HOUR_MS } from '../kit/clock.ts';
import { nextRun, type RunsSoFar } from './campaign.repeat.ts';
import { clockAt, dueAt, lastZoneReaches, readWallClock } from './campaign.schedule.ts';
import type { PlannedRun } from './runs.contract.ts';
import type { Schedule } from './schedule.contract.ts';

export interface Planned {
  at: Date;
  /** As the schedule has it, and as the clock shows it then. */
  wanted: string;
  localTime: string;
  offset: string;
  change: PlannedRun['change'];
}

/** The next runs of a repeat, `count` at most. */
export function planRuns(
  schedule: Extract<Schedule, { kind: 'repeat' }>,
  so: RunsSoFar,
  { now, count }: { now: Date; count: number },
): Planned[] {
  const { time, time_zone: zone } = schedule;
  const runs: Planned[] = [];
  let [last, offset] = [now, clockAt(now, zone).offset];
  while (runs.length < count) {
    const at = nextRun(schedule, { ...so, runs: so.runs + runs.length }, last);
    if (at === null) break;
    const planned = planAt(at, time, zone);
    const shifted = planned.change === 'none' && planned.offset !== offset;
    runs.push(shifted ? { ...planned, change: 'shifted' } : planned);
    [last, offset] = [at, planned.offset];
  }
  return runs;
}

/** A skipped time is reached the same day, or on the next one when it lies before midnight. */
function planAt(at: Date, time: string, zone: string): Planned {
  const shown = clockAt(at, zone);
  for (const from of [at, addMs(at, -12 * HOUR_MS)]) {
    const wanted = `${clockAt(from, zone).localTime.slice(0, 10)}T${time}`;
    const clock = readWallClock(wanted, zone);
    if (clock.at.getTime() === at.getTime()) return { ...shown, wanted, change: clock.change };
  }
  return { ...shown, wanted: shown.localTime, change: 'none' };
}

/** Of any schedule, as the API shows them. */
export function showPlanned(
  schedule: Schedule,
  so: RunsSoFar,
  { now, count }: { now: Date; count: number },
): PlannedRun[] {
  if (schedule.kind === 'repeat')
    return planRuns(schedule, so, { now, count }).map((run) => showRun(run, schedule.time_zone));
  const at = dueAt(schedule, now) ?? now;
  const none = { change: 'none', note: null, until: null } as const;
  if (schedule.kind === 'now') return [{ ...none, at: at.toISOString(), local_time: null, offset: null }];
  if (schedule.kind === 'own_zone')
    return [
      {
        ...none,
        at: at.toISOString(),
        local_time: schedule.local_time,
        offset: null,
        until: lastZoneReaches(schedule.local_time).toISOString(),
        note: 'Everybody gets it at this time by their own clock: it begins in the first time zone and ends in the last, 26 hours later.',
      },
    ];
  const clock = readWallClock(schedule.local_time, schedule.time_zone);
  return [showRun({ ...clock, wanted: schedule.local_time }, schedule.time_zone)];
}

const showRun = (run: Planned, zone: string): PlannedRun => ({
  at: run.at.toISOString(),
  local_time: run.localTime,
  offset: run.offset,
  until: null,
  change: run.change,
  note: noteOf(run, zone),
});

function noteOf({ change, wanted, localTime, offset }: Planned, zone: string): string | null {
  const [asked, shown] = [wanted.slice(11), localTime.slice(11)];
  if (change === 'skipped')
    return `${asked} does not exist that day, because the clocks of ${zone} go forward over it: it goes out at ${shown}.`;
  if (change === 'twice')
    return `${asked} comes twice that day, because the clocks of ${zone} go back over it: it goes out the first time.`;
  if (change === 'shifted')
    return `The clocks of ${zone} change before it: it stays at ${shown}, from now on UTC${offset}.`;
  return null;
}
