// Why somebody got a campaign's message, or why not; the campaigns of a person, and any other to ask about; and who came to a
// campaign's door.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import { listWhileShown, whileShown } from './live.ts';
import type { ReportScope } from './reports.ts';

export const whyQuery = (id: string, person_id: string) =>
  queryOptions({
    queryKey: ['why', id, person_id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/campaigns/{id}/why/{person_id}', { params: { path: { id, person_id } }, signal })),
    // What is decided changes seldom; what waits is about to.
    refetchInterval: (query) => (query.state.data?.outcome === 'waits' ? whileShown(query) : false),
  });

/** Some campaigns found by what is typed: drafts and archived ones are among them. */
export const campaignSearchQuery = (search: string) =>
  queryOptions({
    queryKey: ['campaigns', 'search', search],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/campaigns', { params: { query: { search, archived: 'all', limit: 50 } }, signal }),
      ),
    staleTime: 30_000,
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

export const entriesQuery = (id: string, scope: ReportScope) =>
  infiniteQueryOptions({
    queryKey: ['campaigns', id, 'entries', scope],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/campaigns/{id}/entries', {
          params: { path: { id }, query: { ...scope, limit: 20, ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: listWhileShown,
  });
