// What the copy of a segment is called: a name that is free, and not longer than names may be. Pure.

const MAX_NAME = 120;

/** "Buyers" → "Buyers (copy)", then "Buyers (copy 2)". */
export function nameOfCopy(name: string, taken: readonly string[]): string {
  const used = new Set(taken.map((one) => one.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? ' (copy)' : ` (copy ${number})`;
    const copy = `${name.slice(0, MAX_NAME - ending.length)}${ending}`;
    if (!used.has(copy.toLowerCase())) return copy;
  }
}
