// What is typed into a field of numbers, letter by letter, as the number it says so far. Pure.

/** undefined: none yet ("", "-"), or one of which digits would be lost. */
export function numberOf(typed: number | string): number | undefined {
  const number = typeof typed === 'string' && typed.trim() === '' ? Number.NaN : Number(typed);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}
