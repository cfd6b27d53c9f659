// A JSON value with some of its parts replaced. What does not change is shared with the original, which stays as it was: of
// a carousel of five cards only the way to the changed addresses is built anew.

/**
 * @param change for every object and every text, from the inside out, with the name it stands under; returns its argument
 *   to leave it
 */
export function mapJson(
  value: unknown,
  change: (value: unknown, name: string) => unknown,
  name = '',
): unknown {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? change(value, name) : value;
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null;
    for (let index = 0; index < value.length; index++) {
      const item = mapJson(value[index], change, name);
      if (item === value[index]) continue;
      copy ??= [...value];
      copy[index] = item;
    }
    return copy ?? value;
  }
  let copy: Record<string, unknown> | null = null;
  for (const [key, before] of Object.entries(value)) {
    const item = mapJson(before, change, key);
    if (item === before) continue;
    copy ??= { ...value };
    copy[key] = item;
  }
  return change(copy ?? value, name);
}
