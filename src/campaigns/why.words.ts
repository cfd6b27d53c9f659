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

/** "a, b and c". */
export const listWords = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** "14:03 in Europe/Prague". */
export function clockWords(at: Date, zone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
  return `${time.format(at)} in ${/^[+-]/.test(zone) ? `GMT${zone}` : zone}`;
}

/** "60 minutes", "3 hours", "7 days": as whole as it is. */
export function minutesWords(minutes: number): string {
  if (minutes % (24 * 60) === 0 && minutes > 24 * 60) return count(minutes / (24 * 60), 'day');
  if (minutes % 60 === 0 && minutes > 60) return count(minutes / 60, 'hour');
  return count(minutes, 'minute');
}
