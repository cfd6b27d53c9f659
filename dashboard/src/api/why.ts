// Why somebody got a campaign's message, or why not; the campaigns of a person; and who came to a campaign's door.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import { listWhileShown, whileShown } from './live.ts';

export const whyQuery = (id: string, person_id: string) =>
  queryOptions({
    queryKey: ['why', id, person_id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/campaigns/{id}/why/{person_id}', { params: { path: { id, person_id } }, signal })),
    // What is decided changes seldom; what waits is about to.
    refetchInterval: (query) => (query.state.data?.outcome === 'waits' ? whileShown(query) : false),
  });

export const personCampaignsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['people', 'one', id, 'campaigns'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/people/{id}/campaigns', {
          params: { path: { id }, query: { limit: 20, ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: listWhileShown,
  });

export const entriesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['campaigns', id, 'entries'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/campaigns/{id}/entries', {
          params: { path: { id }, query: { limit: 20, ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: listWhileShown,
  });
