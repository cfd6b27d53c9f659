// The rows of an endless query as one list, with what a VirtualTable needs to go on.
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';

interface Endless<Row> {
  rows: Row[];
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
}

/** `pick` must be stable (a function outside the component). */
export function useLoadMore<Reply, Row>(
  query: UseInfiniteQueryResult<InfiniteData<Reply>>,
  pick: (reply: Reply) => Row[],
): Endless<Row> {
  const rows = useMemo(() => query.data?.pages.flatMap(pick) ?? [], [query.data, pick]);
  return {
    rows,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    onMore: query.fetchNextPage as () => void,
  };
}
