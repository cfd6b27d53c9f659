// The days of the week, in the order of the calendar of most of the world: 1 is Monday.
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** "Monday" of 1. */
export const weekdayName = (day: number): string => WEEKDAYS[day - 1] ?? '…';
