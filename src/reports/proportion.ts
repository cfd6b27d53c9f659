// Shares of people and how sure they are: the interval of one share, and of the difference between two. Pure.
// Wilson's score interval, and Newcombe's hybrid of two of them (R. G. Newcombe, Statistics in Medicine 17, 1998: methods 3
// of one and 10 of two proportions): both hold where few people, or nearly all, did it, which is where campaigns live.

/** Of the normal distribution: 95 % lie within. */
const Z = 1.959964;

export interface Share {
  /** Who did it. */
  people: number;
  of: number;
}

export interface Interval {
  low: number;
  high: number;
}

/** 0 for nobody of nobody. */
export const shareOf = ({ people, of }: Share): number => (of === 0 ? 0 : people / of);

/** Between which shares the true one lies, in 95 of 100 such cases. */
export function wilson({ people, of }: Share): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = people / of;
  const middle = share + (Z * Z) / (2 * of);
  const spread = Z * Math.sqrt((share * (1 - share) + (Z * Z) / (4 * of)) / of);
  const scale = 1 + (Z * Z) / of;
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}

export interface Difference extends Interval {
  /** of − against */
  difference: number;
  /** Whether the interval leaves out zero. */
  isSure: boolean;
}

export function compareShares(one: Share, against: Share): Difference {
  const difference = shareOf(one) - shareOf(against);
  const [a, b] = [wilson(one), wilson(against)];
  const below = Math.hypot(shareOf(one) - a.low, b.high - shareOf(against));
  const above = Math.hypot(a.high - shareOf(one), shareOf(against) - b.low);
  const low = Math.max(-1, difference - below);
  const high = Math.min(1, difference + above);
  return { difference, low, high, isSure: low > 0 || high < 0 };
}

/** Fewer people on a side, or fewer who did it on both together, tell nothing whatever the arithmetic says. */
const FEW_PEOPLE = 50;
const FEW_DID = 10;

export const isTooFew = (one: Share, against: Share): boolean =>
  Math.min(one.of, against.of) < FEW_PEOPLE || one.people + against.people < FEW_DID;

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
const points = (share: number): string => {
  const text = Math.abs(share * 100).toFixed(1);
  return text === '0.0' ? '0.0' : `${share < 0 ? '−' : '+'}${text}`;
};

interface Compared {
  letIn: Share;
  control: Share;
  group: 'campaign' | 'workspace';
}

/** 7.2% of all who were let in, against 5.1% of those left out: +2.1 points, between +0.8 and +3.4 (95%) */
export function upliftWords({ letIn, control, group }: Compared): string {
  const leftOut = group === 'campaign' ? 'of those left out' : 'of those who get no campaign';
  const shares = `${percent(shareOf(letIn))} of all who were let in, against ${percent(shareOf(control))} ${leftOut}`;
  if (isTooFew(letIn, control)) return `${shares}: too few people to tell.`;
  const { difference, low, high, isSure } = compareShares(letIn, control);
  const found = `${shares}: ${points(difference)} points, between ${points(low)} and ${points(high)} (95%)`;
  return isSure ? `${found}.` : `${found}. It may be chance.`;
}

export interface NamedShare extends Share {
  name: string;
}

/** Which of several is ahead of the next, and how sure that is; null: there is nothing to compare. */
export function leaderWords(shares: readonly NamedShare[], did: string): string | null {
  const [first, second] = shares.toSorted((a, b) => shareOf(b) - shareOf(a));
  if (!first || !second || first.people === 0) return null;
  const pair = `${percent(shareOf(first))} of “${first.name}” ${did}, ${percent(shareOf(second))} of “${second.name}”`;
  if (isTooFew(first, second)) return `${pair}: too few people to tell.`;
  const { difference, low, high, isSure } = compareShares(first, second);
  const found = `${pair}: ${points(difference)} points, between ${points(low)} and ${points(high)} (95%)`;
  return isSure ? `${found}.` : `${found}. It may be chance.`;
}
