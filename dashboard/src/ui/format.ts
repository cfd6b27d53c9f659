// Numbers, times and spans as people read them. Pure; `now` is an argument.

const whole = new Intl.NumberFormat(undefined);
const share = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const dateTimeSeconds = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const dateTimeExact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const rate = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

export const formatNumber = (value: number): string => whole.format(value);
/** "287", "4.5": calls a second, to a tenth only where that matters. */
export const formatRate = (perSecond: number): string =>
  rate.format(perSecond < 10 ? perSecond : Math.round(perSecond));
/** "14:05:10", without its day. */
export const formatClock = (iso: string): string => clock.format(new Date(iso));
export const formatDateTime = (iso: string): string => dateTime.format(new Date(iso));
export const formatSeconds = (iso: string): string => dateTimeSeconds.format(new Date(iso));
export const formatExact = (iso: string): string => dateTimeExact.format(new Date(iso));

type Exactness = 'absolute' | 'seconds';
const inZone = new Map<string, Intl.DateTimeFormat>();

/** The same by the clocks of a zone, not of the device. */
export function formatInZone(iso: string, zone: string, as: Exactness): string {
  const key = `${as} ${zone}`;
  const timeStyle = as === 'seconds' ? 'medium' : 'short';
  const format =
    inZone.get(key) ?? new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle, timeZone: zone });
  inZone.set(key, format);
  return format.format(new Date(iso));
}

/** 0.5 → "50%"; a share of nothing is a dash. */
export const formatShare = (part: number, all: number): string => (all > 0 ? share.format(part / all) : '–');

/** "1 person", "1,204 people". */
export const countPeople = (count: number): string =>
  count === 1 ? '1 person' : `${formatNumber(count)} people`;

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** "3 hours ago", "in 2 days"; within half a minute "just now" or "in a moment". */
export function formatRelative(iso: string, nowMs: number): string {
  const seconds = Math.round((Date.parse(iso) - nowMs) / 1000);
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  if (Math.abs(seconds) >= 30) return relative.format(seconds, 'second');
  // `nowMs` may lag behind by a tick of the screen's clock.
  return seconds <= 10 ? 'just now' : 'in a moment';
}

/** A span in its two largest units: "3 h 20 min", "45 s". */
export function formatSpan(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return total % 60 && minutes < 10 ? `${minutes} min ${total % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** What is left, as a clock shows it: "3:12", "1:05:00"; nothing left is "0:00". */
export function formatCountdown(seconds: number): string {
  const total = Math.max(0, Math.ceil(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** The messaging window of a person as a tone and a few words. */
export function describeWindow(
  closesAt: string | null,
  nowMs: number,
): { tone: 'good' | 'warn' | 'quiet'; text: string } {
  if (closesAt === null) return { tone: 'quiet', text: 'Never wrote' };
  const secondsLeft = (Date.parse(closesAt) - nowMs) / 1000;
  if (secondsLeft <= 0) return { tone: 'quiet', text: 'Closed' };
  const left = secondsLeft >= 3600 ? `${Math.floor(secondsLeft / 3600)} h` : formatSpan(secondsLeft);
  return { tone: secondsLeft < 2 * 3600 ? 'warn' : 'good', text: `${left} left` };
}
