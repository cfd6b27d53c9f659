// Whether somebody who came in once may come in again. Pure; of a business event it is the campaign as a whole that comes again.
import { addMs, DAY_MS, MINUTE_MS } from '../kit/clock.ts';
import type { Reentry } from './trigger.contract.ts';

/** When they came in last, by the clock of what happened. */
export interface LastTime {
  happenedAt: Date;
  /** Whether a message of it is still to be settled. */
  isUnderWay: boolean;
}

export type TooOften = 'entered_before' | 'too_soon' | 'under_way';

/** Several business events within this time are one: a storm of them must not write to everybody every second. */
export const RUN_GAP_MS = MINUTE_MS;

/**
 * So often one person's doing lets them into one campaign, whatever its rules: an event may come from a website, whose key
 * everybody can read, and 400 of them within a second sent 400 messages. Nobody wants more of one campaign in ten minutes, or in
 * a day. Answers in a conversation have a limit of their own, and a call of the API names people on purpose.
 */
export const MOST_ENTRIES = { times: 10, withinMs: 10 * MINUTE_MS } as const;
export const MOST_ENTRIES_A_DAY = { times: 50, withinMs: DAY_MS } as const;

/** How often somebody came in, by the two limits. */
export interface Visits {
  lately: number;
  today: number;
}

export const isTooOften = ({ lately, today }: Visits): boolean =>
  lately >= MOST_ENTRIES.times || today >= MOST_ENTRIES_A_DAY.times;

/** null: they may. */
export function refuseAgain(reentry: Reentry, last: LastTime | undefined, happenedAt: Date): TooOften | null {
  if (last === undefined || reentry.kind === 'always') return null;
  switch (reentry.kind) {
    case 'never':
      return 'entered_before';
    case 'after':
      return happenedAt < addMs(last.happenedAt, reentry.minutes * MINUTE_MS) ? 'too_soon' : null;
    case 'when_done':
      return last.isUnderWay ? 'under_way' : null;
  }
}

/** The same for a campaign that starts a run each time. null: it may. */
export function refuseRun(reentry: Reentry, last: LastTime | undefined, happenedAt: Date): TooOften | null {
  const refused = refuseAgain(reentry, last, happenedAt);
  if (refused !== null || last === undefined) return refused;
  return happenedAt < addMs(last.happenedAt, RUN_GAP_MS) ? 'too_soon' : null;
}
