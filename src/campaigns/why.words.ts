// Instants and spans within the sentences of an answer. Pure.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';

/** "23 Nov 2026 at 09:14" by the clocks of a zone. */
export function atWords(at: Date, zone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: zone,
  });
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
  return `${day.format(at)} at ${time.format(at)}`;
}

const count = (amount: number, unit: string): string => `${amount} ${unit}${amount === 1 ? '' : 's'}`;

/** "14 minutes", "3 hours", "2 days". */
export function spanWords(ms: number): string {
  const size = Math.abs(ms);
  if (size < MINUTE_MS) return 'less than a minute';
  if (size < HOUR_MS) return count(Math.round(size / MINUTE_MS), 'minute');
  if (size < 2 * DAY_MS) return count(Math.round(size / HOUR_MS), 'hour');
  return count(Math.round(size / DAY_MS), 'day');
}

/** A title in the middle of a sentence; what is written in capitals stays. */
export const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;

export const withoutStop = (text: string): string => text.replace(/\.$/, '');
