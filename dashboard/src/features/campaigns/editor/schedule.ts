// A local time as the form, the picker and the service write it. Pure.

/** "2026-12-24T09:00" → "2026-12-24 09:00:00", as the picker wants it. */
export const toPicker = (localTime: string): string => `${localTime.replace('T', ' ')}:00`;
export const fromPicker = (picked: string): string => picked.replace(' ', 'T').slice(0, 16);

/** Nine in the morning of the next day of this device. */
export function tomorrowMorning(nowMs: number): string {
  const day = new Date(nowMs + 86_400_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T09:00`;
}

/** The instant of a local time in a zone; in a gap or overlap of the clock within an hour of it. null: not a time. */
export function instantOf(localTime: string, timeZone: string): Date | null {
  const asUtc = Date.parse(`${localTime}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  // The offset at the guess may differ from that at the result, so it is looked up once more there.
  const first = asUtc - offsetMs(asUtc, timeZone);
  return new Date(asUtc - offsetMs(first, timeZone));
}

function offsetMs(instantMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instantMs);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(instantMs / 1000) * 1000;
}
