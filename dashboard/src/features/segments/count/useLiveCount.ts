// Asks for both counts of a filter while it changes: the estimate at once, the exact one when the hands rest.
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { segmentEstimateQuery, segmentPreviewQuery } from '../../../api/segments.ts';
import type { GroupFilter, SegmentPreview } from '../../../api/types.ts';
import { pickCount, type ShownCount } from './liveCount.ts';

const ESTIMATE_PAUSE_MS = 120;
/** A database has others to serve than somebody who types. */
const EXACT_PAUSE_MS = 400;

export interface LiveCount {
  shown: ShownCount | null;
  /** With the sample; of an earlier filter while `isExact` is false. */
  preview: SegmentPreview | undefined;
  isExact: boolean;
  /** Of the filter as it is now, else of the one before. */
  sentence: string | undefined;
  isCounting: boolean;
  /** The exact count was refused or did not come. */
  error: unknown;
  retry: () => void;
}

export function useLiveCount(filter: GroupFilter): LiveCount {
  const [quick] = useDebouncedValue(filter, ESTIMATE_PAUSE_MS, { leading: true });
  const [settled] = useDebouncedValue(filter, EXACT_PAUSE_MS);
  const estimate = useQuery(segmentEstimateQuery(quick));
  const exact = useQuery(segmentPreviewQuery(settled));
  const now = JSON.stringify(filter);
  const exactIsOf = !exact.isPlaceholderData && JSON.stringify(settled) === now;
  const estimateIsOf = !estimate.isPlaceholderData && JSON.stringify(quick) === now;
  const isExact = exactIsOf && exact.data !== undefined;
  return {
    shown: pickCount({ data: exact.data, isOf: exactIsOf }, { data: estimate.data, isOf: estimateIsOf }),
    preview: exact.data,
    isExact,
    sentence: isExact ? exact.data?.sentence : (estimate.data ?? exact.data)?.sentence,
    isCounting: exact.isFetching || JSON.stringify(settled) !== now,
    error: exactIsOf || exact.data === undefined ? exact.error : null,
    retry: exact.refetch,
  };
}
