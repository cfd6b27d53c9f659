// Quiet hours against the clock on the wall, in zones with every kind of clock change.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createQuietMemory, quietAt } from './quiet-hours.ts';

const ZONES = [
  'UTC',
  'Europe/Prague',
  'America/New_York',
  'Australia/Lord_Howe', // half an hour of summer time
  'Asia/Kathmandu',
  'America/Santiago', // changes at midnight
  'Pacific/Apia',
  '+05:30',
  '-03:30',
];
const MINUTE = 60_000;

/** What the clock shows, read in another way than the code under test reads it. */
function wall(zone: string, at: Date): string {
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...parts }).format(at);
}
const isWithin = (from: string, to: string, shown: string): boolean =>
  from < to ? from <= shown && shown < to : shown >= from || shown < to;

const timeOfDay = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((n) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`);
const instant = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2028-01-01'), noInvalidDate: true })
  .map((at) => new Date(at.getTime() - (at.getTime() % MINUTE)));
describe('quiet hours', () => {
  test('nothing leaves while the clock on the wall shows them; they end when it shows their end', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), timeOfDay, timeOfDay, instant, (zone, from, to, now) => {
        fc.pre(from !== to);
        const { isQuiet, until } = quietAt({ from, to }, zone, now);
        expect(until > now).toBe(true);
        expect(until.getTime() - now.getTime()).toBeLessThan(51 * 3_600_000);
        if (!isQuiet) {
          expect(isWithin(from, to, wall(zone, now))).toBe(false);
          expect(isWithin(from, to, wall(zone, new Date(until.getTime() - MINUTE)))).toBe(false);
        }
        expect(quietAt({ from, to }, zone, until).isQuiet).toBe(!isQuiet);
        // One minute before, it is still as it was.
        expect(quietAt({ from, to }, zone, new Date(until.getTime() - 1)).isQuiet).toBe(isQuiet);
      }),
      { numRuns: 400 },
    );
  });

  test('where clocks never change it is quiet exactly while they show the hours', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('UTC', 'Asia/Kathmandu', '+05:30', '-03:30'),
        timeOfDay,
        timeOfDay,
        instant,
        (zone, from, to, now) => {
          fc.pre(from !== to);
          expect(quietAt({ from, to }, zone, now).isQuiet).toBe(isWithin(from, to, wall(zone, now)));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('over midnight, across the night in which summer time begins', () => {
    const hours = { from: '21:00', to: '08:00' };
    const evening = new Date('2026-03-28T20:00:00Z'); // 21:00 in Prague
    expect(quietAt(hours, 'Europe/Prague', evening)).toEqual({
      isQuiet: true,
      until: new Date('2026-03-29T06:00:00Z'), // 08:00, an hour sooner than the day before
    });
  });

  test('an hour that comes twice is quiet both times', () => {
    const hours = { from: '22:00', to: '02:30' };
    const night = new Date('2026-10-24T23:00:00Z'); // 01:00 in Prague, summer time
    expect(quietAt(hours, 'Europe/Prague', night).until).toEqual(new Date('2026-10-25T01:30:00Z')); // the second 02:30
  });

  test('an hour that is skipped is never quiet', () => {
    const hours = { from: '02:00', to: '03:00' };
    const night = new Date('2026-03-29T00:30:00Z'); // 01:30 in Prague, half an hour before the gap
    expect(quietAt(hours, 'Europe/Prague', night)).toEqual({
      isQuiet: false,
      until: new Date('2026-03-30T00:00:00Z'),
    });
  });

  test('what is remembered is what would be found', () => {
    const remembered = createQuietMemory();
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (zone, now) => {
        const hours = { from: '21:00', to: '08:00' };
        const { isQuiet, until } = remembered(hours, zone, now);
        expect({ isQuiet, until }).toEqual(quietAt(hours, zone, now));
      }),
      { numRuns: 200 },
    );
  });
});
