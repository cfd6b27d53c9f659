// One planned run by the clock of its zone. Pure.
import type { PlannedRun } from '../../../api/types.ts';
import { formatDateTime } from '../../../ui/format.ts';

const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** "Mon, 30 Nov 2026, 09:00"; of a schedule without a zone by the clock of the device. */
export function dayTimeWords({ local_time, at }: Pick<PlannedRun, 'local_time' | 'at'>): string {
  if (local_time === null) return formatDateTime(at);
  const [date = '', time = ''] = local_time.split('T');
  return `${day.format(Date.parse(`${date}T00:00Z`))}, ${time.slice(0, 5)}`;
}
