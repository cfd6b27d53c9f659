// Wall-clock times as operators enter them. Pure.
import { Temporal } from 'temporal-polyfill';

/** Whether a text like 2026-12-24T09:00 names a day and a minute that exist (no 30 February). */
export function isLocalTime(text: string): boolean {
  try {
    Temporal.PlainDateTime.from(text);
    return true;
  } catch {
    return false;
  }
}
