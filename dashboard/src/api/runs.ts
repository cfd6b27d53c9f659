// The runs of a campaign: those a schedule would have, and those it had.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import { listWhileShown } from './live.ts';
import type { Schedule } from './types.ts';

const NEXT_RUNS = 5;

/** `campaign_id`: its runs so far count, where it ends after so many. */
export const plannedRunsQuery = (schedule: Schedule, campaign_id: string) =>
  queryOptions({
    queryKey: ['planned-runs', campaign_id, schedule],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST('/api/campaigns/planned-runs', {
          body: { schedule, campaign_id, count: NEXT_RUNS },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });

export const runsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['campaigns', id, 'runs'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/campaigns/{id}/runs', {
          params: {
            path: { id },
            query: { next: NEXT_RUNS, limit: 20, ...(pageParam && { before: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => last.earlier ?? undefined,
    refetchInterval: listWhileShown,
  });
