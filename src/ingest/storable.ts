// JSON as programs have it, brought into the form attributes have here: names that can be used, and what lies too deep as the
// text of its JSON, which is how Segment's own warehouses keep lists of objects. Pure.
import { isRecord } from '../profiles/attribute.value.ts';

/** Objects may hold objects, and those plain values or lists of them (`attribute.value.ts`). */
const LEVELS = 2;

/**
 * The record with storable names and values. null stays at the top, where it removes an attribute, and is left out below.
 * Texts that became too long are told by the rules for values, which come after.
 */
export function makeStorable(record: Record<string, unknown>): Record<string, unknown> {
  return toRecord(record, (value) => (value === null ? null : simplify(value, LEVELS)), true);
}

function simplify(value: unknown, levels: number): unknown {
  if (Array.isArray(value)) return simplifyList(value, levels);
  if (!isRecord(value)) return value;
  if (levels === 0) return JSON.stringify(value);
  return toRecord(value, (inner) => simplify(inner, levels - 1), false);
}

/** A list as a whole attribute may hold flat objects; one inside an object only plain values. */
function simplifyList(list: readonly unknown[], levels: number): unknown {
  if (levels === 0) return JSON.stringify(list);
  return list
    .filter((item) => item !== null)
    .map((item) => {
      if (Array.isArray(item) || (isRecord(item) && levels < LEVELS)) return JSON.stringify(item);
      return isRecord(item) ? toRecord(item, (value) => simplify(value, 0), false) : item;
    });
}

function toRecord(
  record: Record<string, unknown>,
  change: (value: unknown) => unknown,
  keepsNull: boolean,
): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const [name, value] of Object.entries(record))
    if (keepsNull || value !== null) entries.push([toName(name), change(value)]);
  return Object.fromEntries(entries);
}

/** Dots, $ and control characters mean something in templates and filters: `$current.url` becomes `_current_url`. */
const toName = (name: string): string => name.trim().replaceAll(/[\p{Cc}\p{Cs}.$]/gu, '_');
