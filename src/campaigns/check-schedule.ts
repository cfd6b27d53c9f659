// What is wrong with when a campaign goes out.
import { addMs, DAY_MS } from '../kit/clock.ts';
import type { DefinitionCheck } from './campaign.checks.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import { problemAt } from './campaign.problem.ts';
import { nextRun } from './campaign.repeat.ts';
import { clockChanges, dueAt, lastZoneReaches, readWallClock, type WallClock } from './campaign.schedule.ts';
import { planRuns } from './planned-runs.ts';
import type { Repeat, Schedule } from './schedule.contract.ts';

export const scheduleProblems: DefinitionCheck = async (needs, _workspaceId, definition) => {
  const misplaced = kindProblem(definition);
  if (misplaced !== null) return [misplaced];
  const now = needs.clock.now();
  const { schedule } = definition;
  const odd = [...farProblems(schedule, now), ...slowProblems(definition)];
  if (schedule.kind === 'at') return [...atProblems(schedule, now), ...odd];
  if (schedule.kind === 'own_zone') return [...ownZoneProblems(schedule, now), ...odd];
  return schedule.kind === 'repeat' ? [...repeatProblems(schedule, now), ...odd] : odd;
};

/** Nobody plans so far ahead: it is a year that was mistyped. */
const FAR_YEARS = 10;

function farProblems(schedule: Schedule, now: Date): Problem[] {
  const [field, wanted] =
    schedule.kind === 'repeat'
      ? (['schedule.starts_on', schedule.starts_on] as const)
      : (['schedule.local_time', schedule.kind === 'now' ? null : schedule.local_time] as const);
  const years = wanted === null ? 0 : Number(wanted.slice(0, 4)) - now.getUTCFullYear();
  if (years < FAR_YEARS) return [];
  return [
    { ...problemAt(field, `That is ${years} years from now.`, 'Check the year.'), severity: 'warning' },
  ];
}

/** Of a rate below this one message takes minutes: what was meant is another unit. */
const SLOW_PER_SECOND = 1 / 60;

function slowProblems({ per_second }: CampaignDefinition): Problem[] {
  if (per_second === null || per_second >= SLOW_PER_SECOND) return [];
  const minutes = Math.round(1 / per_second / 60);
  return [
    {
      ...problemAt(
        'per_second',
        `At ${per_second} a second one message leaves every ${minutes.toLocaleString('en')} minutes.`,
        'Enter how many leave within a second, or leave it out.',
      ),
      severity: 'warning',
    },
  ];
}

/** Whether there is such a schedule for such a campaign. */
function kindProblem({ delivery_type, schedule }: CampaignDefinition): Problem | null {
  const at = (message: string, remedy: string) => problemAt('schedule.kind', message, remedy);
  if (delivery_type === 'periodic')
    return schedule.kind === 'repeat'
      ? null
      : at('A periodic campaign needs to know when it runs.', 'Choose every how many days, weeks or months.');
  if (delivery_type === 'one_time')
    return schedule.kind === 'repeat'
      ? at('A one-time campaign goes out once.', 'Make it periodic, or choose one time.')
      : null;
  return schedule.kind === 'now'
    ? null
    : at(
        'A campaign that waits for something to happen follows no schedule.',
        'Leave the schedule out; its trigger says when it is live. Or make it one-time or periodic.',
      );
}

function atProblems(schedule: Extract<Schedule, { kind: 'at' }>, now: Date): Problem[] {
  const field = 'schedule.local_time';
  const { local_time, time_zone } = schedule;
  if (readWallClock(local_time, time_zone).at <= now)
    return [problemAt(field, 'The time has passed.', 'Choose a time to come, or send now.')];
  return clockProblems(field, local_time, time_zone);
}

/** Of one moment: that there is no such, or that there are two. */
export function clockProblems(field: string, localTime: string, timeZone: string): Problem[] {
  const clock = readWallClock(localTime, timeZone);
  const when = `on ${day(localTime)} in ${timeZone}`;
  if (clock.change === 'skipped')
    return [
      problemAt(
        field,
        `${hour(localTime)} does not exist ${when}: the clocks go forward over it.`,
        `Choose ${hour(clock.localTime)}, or a time before the change.`,
      ),
    ];
  if (clock.change === 'twice')
    return [
      problemAt(
        field,
        `${hour(localTime)} comes twice ${when}: the clocks go back over it.`,
        'Choose a time an hour earlier or later.',
      ),
    ];
  return [];
}

function ownZoneProblems(schedule: Extract<Schedule, { kind: 'own_zone' }>, now: Date): Problem[] {
  const field = 'schedule.local_time';
  const { local_time, time_zone } = schedule;
  const when = `${hour(local_time)} on ${day(local_time)}`;
  if (lastZoneReaches(local_time) <= now)
    return [problemAt(field, `${when} has passed everywhere.`, 'Choose a time to come.')];
  const first = dueAt(schedule, now);
  if (first !== null && first <= now)
    return [
      problemAt(
        field,
        `${when} has passed in the first time zone already (Pacific/Kiritimati, at ${utc(first)}).`,
        'Choose a time at least 26 hours from now by the clocks of UTC-12, such as a day later.',
      ),
    ];
  const clock = readWallClock(local_time, time_zone);
  return clock.change === 'none' ? [] : [changeWarning(field, [{ localTime: local_time, clock }], time_zone)];
}

/** How far ahead clock changes are looked for, and how many days are named. */
const LOOK_AHEAD_MS = 366 * DAY_MS;
const NAMED = 4;

function repeatProblems(schedule: Repeat, now: Date): Problem[] {
  const so = { publishedAt: now, runs: 0 };
  if (nextRun(schedule, so, now) === null) return [noRun(schedule, now)];
  const changed = clockChanges(schedule.time_zone, now, addMs(now, LOOK_AHEAD_MS)).flatMap((at) => {
    const around = { now: new Date(Math.max(now.getTime(), at.getTime() - DAY_MS)), count: 3 };
    return planRuns(schedule, so, around).flatMap(({ wanted, change, ...clock }) =>
      clock.at <= addMs(at, DAY_MS) && (change === 'skipped' || change === 'twice')
        ? [{ localTime: wanted, clock: { ...clock, change } }]
        : [],
    );
  });
  return changed.length === 0 ? [] : [changeWarning('schedule.time', changed, schedule.time_zone)];
}

/** With an end, that may be what leaves none; else there is no such day. */
function noRun(schedule: Repeat, now: Date): Problem {
  const { end, starts_on, every } = schedule;
  const endless = { ...schedule, end: { kind: 'never' as const } };
  if (end.kind === 'on' && nextRun(endless, { publishedAt: now, runs: 0 }, now) !== null)
    return problemAt(
      'schedule.end.date',
      starts_on !== null && end.date < starts_on
        ? `It ends on ${end.date}, before it starts on ${starts_on}.`
        : `No run is left until ${end.date}.`,
      'Choose a later day.',
    );
  return problemAt(
    every.unit === 'month' ? 'schedule.every.on.day' : 'schedule.every',
    'No month it would run in has that day.',
    'Choose the last day of the month, an earlier day, or another interval.',
  );
}

/** What a clock change does to runs that stay. */
function changeWarning(
  field: string,
  changed: { localTime: string; clock: Pick<WallClock, 'localTime' | 'offset' | 'change'> }[],
  zone: string,
): Problem {
  const named = changed
    .slice(0, NAMED)
    .map(({ localTime, clock }) =>
      clock.change === 'skipped'
        ? `on ${day(localTime)} ${hour(localTime)} does not exist, it goes out at ${hour(clock.localTime)}`
        : `on ${day(localTime)} ${hour(localTime)} comes twice, it goes out the first time (UTC${clock.offset})`,
    );
  const others = changed.length > NAMED ? ` And on ${changed.length - NAMED} more days.` : '';
  return {
    field,
    severity: 'warning',
    message: `The clocks of ${zone} change: ${named.join('; ')}.${others}`,
    remedy: 'Choose a time outside the hours in which clocks change, unless that is what you want.',
  };
}

const day = (localTime: string): string => localTime.slice(0, 10);
const hour = (localTime: string): string => localTime.slice(11);
const utc = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
