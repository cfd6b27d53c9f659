// How much text a value would be, found without writing it. A list that holds another one twice, which holds another one
// twice, … is made in a few steps and never written to its end: filters are asked first.

/** Whether a value has more than `limit` characters, elements and members together. Looks at no more than that many. */
export function isHeavierThan(limit: number, value: unknown): boolean {
  let left = limit;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    left -= typeof next === 'string' ? next.length + 1 : 1;
    if (left < 0) return true;
    if (typeof next !== 'object' || next === null) continue;
    const parts = Object.values(next);
    if (parts.length > left) return true;
    for (const part of parts) open.push(part);
  }
  return false;
}
