// Which rules are in force at an instant. The table changes on a handful of days, so the rules between two of them are
// sorted once, when the program starts: asking costs no allocation.
import { RULES, type Rule } from './rules.ts';

/** The rules between two days on which something changes, by what they are about. */
interface Epoch {
  /** Epoch milliseconds; -Infinity for the first. */
  fromMs: number;
  byTag: ReadonlyMap<string, Rule>;
  byType: ReadonlyMap<string, Rule>;
  byRecipient: ReadonlyMap<string, Rule>;
}

/** The days on which a rule begins or ends, in order (YYYY-MM-DD). */
export const CHANGE_DAYS: readonly string[] = [...new Set(RULES.flatMap(({ from, until }) => [from, until]))]
  .filter((day) => day !== null)
  .sort();

/** Newest first: nearly every question is about now. */
const EPOCHS: readonly Epoch[] = [
  Number.NEGATIVE_INFINITY,
  ...CHANGE_DAYS.map((day) => new Date(day).getTime()),
]
  .map(openEpoch)
  .reverse();

/** Whether a rule holds at an instant in epoch milliseconds. */
export function isInForce(rule: Rule, atMs: number): boolean {
  const begun = rule.from === null || atMs >= new Date(rule.from).getTime();
  return begun && (rule.until === null || atMs < new Date(rule.until).getTime());
}

/** @param atMs epoch milliseconds */
export function findEpoch(atMs: number): Epoch {
  for (const epoch of EPOCHS) if (atMs >= epoch.fromMs) return epoch;
  throw new RangeError('The time asked about is not a time.');
}

function openEpoch(fromMs: number): Epoch {
  const rules = RULES.filter((rule) => isInForce(rule, fromMs));
  const sort = (names: (rule: Rule) => readonly string[] | undefined): Map<string, Rule> =>
    new Map(rules.flatMap((rule) => (names(rule) ?? []).map((name) => [name, rule] as const)));
  return {
    fromMs,
    byTag: sort((rule) => rule.tags),
    byType: sort((rule) => rule.types),
    byRecipient: sort((rule) => rule.recipients),
  };
}
