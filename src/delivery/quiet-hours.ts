// Quiet hours by a person's clock: whether it is quiet now, and until when that stays so. Pure.
import { addMs, DAY_MS } from '../kit/clock.ts';
import { atLocalTime, dayAt } from '../kit/zoned-time.ts';
import type { QuietHours } from './controls.contract.ts';

export interface Quiet {
  isQuiet: boolean;
  /** Then it is the other. */
  until: Date;
}

/**
 * Quiet from the first moment the clock shows `from` until the last in which it shows `to`: where a clock change repeats an hour,
 * no message leaves while the clock could say that it is quiet. A time that is skipped is the instant after the gap.
 */
export function quietAt({ from, to }: Pick<QuietHours, 'from' | 'to'>, zone: string, now: Date): Quiet {
  const spans = [-1, 0, 1, 2].map((days) => ({
    start: atLocalTime(`${dayAt(now, zone, days)}T${from}`, zone),
    end: atLocalTime(`${dayAt(now, zone, from < to ? days : days + 1)}T${to}`, zone, 'last'),
  }));
  let end: Date | null = null;
  for (const span of spans) if (span.start <= (end ?? now) && span.end > (end ?? now)) end = span.end;
  if (end !== null) return { isQuiet: true, until: end };
  const next = spans.find(({ start, end }) => start > now && start < end);
  return { isQuiet: false, until: next?.start ?? addMs(now, DAY_MS) };
}

/** Most people share a zone, and the answer stays the same for hours: asking the calendar takes some 100 µs. */
export function createQuietMemory(): typeof quietAt {
  const kept = new Map<string, Quiet & { since: Date }>();
  return (hours, zone, now) => {
    const key = `${zone} ${hours.from} ${hours.to}`;
    const known = kept.get(key);
    if (known && known.since <= now && now < known.until) return known;
    if (kept.size >= MAX_KEPT) kept.clear();
    const found = { ...quietAt(hours, zone, now), since: now };
    kept.set(key, found);
    return found;
  };
}

/** There are some 600 zones. */
const MAX_KEPT = 5_000;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** From one time of day to the next other, on a day without a clock change. */
export const minutesUntil = (time: string, until: string): number =>
  (minutesOf(until) - minutesOf(time) + 24 * 60) % (24 * 60);

/** How long they last. */
export const quietMinutes = ({ from, to }: Pick<QuietHours, 'from' | 'to'>): number => minutesUntil(from, to);

/** Whether a clock that shows this time shows quiet hours. */
export const isWithinHours = ({ from, to }: Pick<QuietHours, 'from' | 'to'>, time: string): boolean =>
  from < to ? from <= time && time < to : time >= from || time < to;
