// What came of a campaign: goals, variants, versions, runs, course over time.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import { whileShown } from './live.ts';
import type { ReportScope } from './reports.ts';

export const resultsQuery = (id: string, scope: ReportScope) =>
  queryOptions({
    queryKey: ['reports', id, 'results', scope],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/campaigns/{id}/results', { params: { path: { id }, query: scope }, signal })),
    placeholderData: keepPreviousData,
    // What is large is shown as it was last counted, until it is counted anew.
    refetchInterval: (query) => (query.state.data?.is_recounting ? 1_500 : whileShown(query)),
  });
