// Which variant won, of how many got it and how many did what was hoped for. Pure.

/** People of one variant. */
export interface VariantCount {
  /** Its place in the experiment. */
  variant: number;
  /** Whom it was accepted for. */
  accepted: number;
  /** Those of them who did it. */
  reached: number;
}

export interface Decision {
  winner: number;
  /**
   * best: more of its people did it than of any other. tie: as many as of another, so the first of them. nothing: nobody did,
   * so the first of all.
   */
  because: 'best' | 'tie' | 'nothing';
  /** From 0.5 (as good as drawn) to 1: how sure it is that the winner is better than the next best; null: nothing to compare. */
  confidence: number | null;
  counts: VariantCount[];
}

/** @param counts in the order of the variants; at least one */
export function decideWinner(counts: VariantCount[]): Decision {
  const [best, next] = counts
    .filter((one) => one.accepted > 0)
    .sort((a, b) => rateOf(b) - rateOf(a) || a.variant - b.variant);
  if (!best || best.reached === 0) return { winner: 0, because: 'nothing', confidence: null, counts };
  const isTie = next !== undefined && rateOf(next) === rateOf(best);
  return {
    winner: best.variant,
    because: isTie ? 'tie' : 'best',
    confidence: next === undefined ? null : isTie ? 0.5 : confidenceOf(best, next),
    counts,
  };
}

const rateOf = ({ accepted, reached }: VariantCount): number => reached / accepted;

/**
 * One-sided two-proportion z-test with the pooled share: how seldom two equally good variants would differ less than these do.
 * (Of several variants the best and the next best are compared.)
 */
function confidenceOf(best: VariantCount, next: VariantCount): number {
  const pooled = (best.reached + next.reached) / (best.accepted + next.accepted);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / best.accepted + 1 / next.accepted));
  return normalBelow((rateOf(best) - rateOf(next)) / deviation);
}

/** The share of a standard normal distribution below z, to 1e-7 (Abramowitz and Stegun, 26.2.17). */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(z));
  const series =
    t *
    (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  const above = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z >= 0 ? 1 - above : above;
}
