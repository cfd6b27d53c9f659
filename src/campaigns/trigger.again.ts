// Whether somebody who came in once may come in again. Pure; of a business event it is the campaign as a whole that comes again.
import { addMs, MINUTE_MS } from '../kit/clock.ts';
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
