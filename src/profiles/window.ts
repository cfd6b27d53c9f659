// The standard messaging window: how long a Page may answer a person freely after their last action. In SQL it is the
// column identities.window_closes_at.
import { DAY_MS } from '../kit/clock.ts';

/** "A 24-hour window, restarted by each action of the person" (Messenger Platform, Policy overview: standard messaging). */
export const WINDOW_MS = DAY_MS;
/** No window lasts longer: up to 7 days after a click on an ad that opens Messenger (Policy overview, 2026-09-28). */
export const LONGEST_WINDOW_MS = 7 * DAY_MS;
