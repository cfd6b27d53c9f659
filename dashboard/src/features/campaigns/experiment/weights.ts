// Shares of variants in percent, which sum up to 100 whatever is changed. Pure.

/** As even as whole percents go: 34, 33, 33. */
export const evenWeights = (count: number): number[] => spread(100, new Array<number>(count).fill(1));

/** One is set, within what leaves 1 % for each of the others, which share the rest as they did before. */
export function setWeight(weights: readonly number[], index: number, percent: number): number[] {
  const others = weights.filter((_, place) => place !== index);
  const set = Math.min(Math.max(1, Math.round(percent)), 100 - others.length);
  return spread(100 - set, others).toSpliced(index, 0, set);
}

/** `total` in whole parts of at least 1, in proportion to `shares`; what is left over goes to the first with the most left. */
export function spread(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((all, share) => all + share, 0) || 1;
  const exact = shares.map((share) => 1 + ((total - shares.length) * share) / sum);
  const parts = exact.map(Math.floor);
  const left = total - parts.reduce((all, part) => all + part, 0);
  const byRest = exact
    .map((part, index) => ({ index, rest: part - Math.floor(part) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of byRest.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}
