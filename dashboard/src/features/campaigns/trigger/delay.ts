// Going from one kind of delay to another. Pure.
import type { Delay } from '../../../api/types.ts';

/** A year: the limit of the service. */
export const MAX_MINUTES = 366 * 24 * 60;
const HOUR = 60;

/** The span that was entered stays where there is one. `of`: whose date to begin with. */
export function withDelayKind(delay: Delay, kind: Delay['kind'], of: 'event' | 'person'): Delay {
  const span = delay.kind === 'none' ? HOUR : Math.abs(delay.minutes) || HOUR;
  switch (kind) {
    case 'none':
      return { kind };
    case 'after':
      return { kind, minutes: span };
    case 'date':
      return { kind, of, attribute: '', minutes: -span, time: null };
  }
}
