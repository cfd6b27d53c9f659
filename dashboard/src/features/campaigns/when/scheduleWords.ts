// A schedule in words: "every Monday and Thursday at 09:00 (Europe/Prague)". Pure.
import type { Schedule } from '../../../api/types.ts';
import { listWords } from '../../../ui/listWords.ts';
import { weekdayName } from '../../../ui/weekdays.ts';

export type Repeat = Extract<Schedule, { kind: 'repeat' }>;

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** "2026-12-24" → "24 December 2026"; half a date stays as it is. */
export function dayWords(date: string): string {
  const at = Date.parse(`${date}T00:00Z`);
  return Number.isNaN(at) ? date : day.format(at);
}

/** "2026-12-24T09:00" → "24 December 2026 at 09:00". */
export function localTimeWords(localTime: string): string {
  const [date = '', time = ''] = localTime.split('T');
  return `${dayWords(date)} at ${time}`;
}

export function scheduleWords(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'now':
      return 'as soon as it is published';
    case 'at':
      return `on ${localTimeWords(schedule.local_time)} (${schedule.time_zone})`;
    case 'own_zone':
      return `on ${localTimeWords(schedule.local_time)} by each person’s own clock`;
    case 'repeat':
      return repeatWords(schedule);
  }
}

function repeatWords({ every, time, time_zone, starts_on, end }: Repeat): string {
  const starts = starts_on === null ? '' : ` from ${dayWords(starts_on)}`;
  return `${everyWords(every)} at ${time} (${time_zone})${starts}${endWords(end)}`;
}

function everyWords(every: Repeat['every']): string {
  const { unit, interval } = every;
  const often = interval === 1 ? unit : `${interval} ${unit}s`;
  if (unit === 'day') return `every ${often}`;
  if (unit === 'month') return `every ${often} on ${placeWords(every.on)}`;
  const days = daysWords(every.weekdays);
  return interval === 1 ? `every ${days}` : `every ${often} on ${days}`;
}

/** Days that follow one another are said as a span. */
function daysWords(days: readonly number[]): string {
  if (days.length === 7) return 'day of the week';
  if (days.length === 0) return '…';
  const [first, last] = [days[0]!, days.at(-1)!];
  if (days.length > 2 && last - first === days.length - 1)
    return `${weekdayName(first)} to ${weekdayName(last)}`;
  return listWords(days.map(weekdayName), 'and');
}

type Place = Extract<Repeat['every'], { unit: 'month' }>['on'];
export const POSITIONS = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', [-1]: 'last' } as const;

function placeWords(on: Place): string {
  if (on.by === 'position') return `the ${POSITIONS[on.position]} ${weekdayName(on.weekday)}`;
  return on.day === null ? 'the last day' : `the ${ordinal(on.day)}`;
}

/** 1st, 2nd, 3rd, 11th, 21st */
export function ordinal(number: number): string {
  const isTeen = number % 100 >= 11 && number % 100 <= 13;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}

function endWords(end: Repeat['end']): string {
  if (end.kind === 'on') return ` until ${dayWords(end.date)}`;
  if (end.kind === 'never') return '';
  return end.runs === 1 ? ', once' : `, ${end.runs} times`;
}
