// The standard messaging window: how long a Page may answer a person freely after their last action. Pure.
import { addMs, DAY_MS } from '../kit/clock.ts';

/** "A 24-hour window, restarted by each action of the person" (Messenger Platform, Policy overview: standard messaging). */
export const WINDOW_MS = DAY_MS;

/** When the window closes; null when the person is not known to have acted, so that no window ever opened. */
export const windowClosesAt = (lastUserActionAt: Date | null): Date | null =>
  lastUserActionAt && addMs(lastUserActionAt, WINDOW_MS);
