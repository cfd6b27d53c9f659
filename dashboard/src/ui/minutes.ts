// Minutes as an amount of the largest unit that is whole, and in words. Pure.

export type MinutesUnit = 'minutes' | 'hours' | 'days' | 'weeks';
export const UNIT_MINUTES: Record<MinutesUnit, number> = { minutes: 1, hours: 60, days: 1440, weeks: 10_080 };
/** Weeks are read less easily than days, so only those who chose them get them. */
const OWN_UNITS = ['days', 'hours', 'minutes'] as const;

/** 120 → 2 hours; 90 → 90 minutes. */
export function unitOf(minutes: number): MinutesUnit {
  return OWN_UNITS.find((unit) => minutes % UNIT_MINUTES[unit] === 0) ?? 'minutes';
}

/** "2 hours", "1 day". */
export function minutesWords(minutes: number): string {
  const unit = unitOf(minutes);
  const amount = minutes / UNIT_MINUTES[unit];
  return amount === 1 ? `1 ${unit.slice(0, -1)}` : `${amount} ${unit}`;
}
