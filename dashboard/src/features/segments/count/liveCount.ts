// Which number stands in the panel while somebody edits: the exact one, else about how many, else the last one known. Pure.
import type { SegmentEstimate, SegmentPreview } from '../../../api/types.ts';

/** An answer with what it was asked for; `isOf` the filter as it is now, or of an earlier one. */
export interface Answer<T> {
  data: T | undefined;
  isOf: boolean;
}

export interface ShownCount {
  people: number;
  /** 19 times of 20 the truth is within this; 0: exact. */
  margin: number;
  total: number;
  /** Of an earlier filter: the answer is on its way, or did not come. */
  isStale: boolean;
}

/** null: nothing was ever counted here. */
export function pickCount(
  exact: Answer<Pick<SegmentPreview, 'people' | 'total'>>,
  estimate: Answer<Pick<SegmentEstimate, 'people' | 'margin' | 'total' | 'sampled'>>,
): ShownCount | null {
  const counted = exact.data && { people: exact.data.people, margin: 0, total: exact.data.total };
  if (counted && exact.isOf) return { ...counted, isStale: false };
  const { data } = estimate;
  const guessed = data && data.sampled > 0 && { people: data.people, margin: data.margin, total: data.total };
  if (guessed && estimate.isOf) return { ...guessed, isStale: false };
  const last = guessed || counted;
  return last ? { ...last, isStale: true } : null;
}

/** 12,345 with a margin of 412 is said as 12,300 ± 500: no digit more than is known, and never more than there are. */
export function roundGuess({
  people,
  margin,
  total,
}: Pick<ShownCount, 'people' | 'margin' | 'total'>): Pick<ShownCount, 'people' | 'margin'> {
  if (margin <= 0) return { people, margin: 0 };
  const step = 10 ** Math.max(0, Math.floor(Math.log10(margin)));
  return {
    people: Math.min(total, Math.round(people / step) * step),
    margin: Math.ceil(margin / step) * step,
  };
}
