// Who is whom and what becomes of their data: merging and the way back, erasing, copies, and what people asked for.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import { listWhileShown, whileShown } from './live.ts';

const ROWS = 50;
const byId = (id: string) => ({ params: { path: { id } } });

export const mergePerson = (id: string, into: string) =>
  unwrap(api.POST('/api/people/{id}/merge', { ...byId(id), body: { into, reason: '' } }));
export const undoMerge = (id: string) => unwrap(api.POST('/api/people/{id}/undo-merge', byId(id)));
export const erasePerson = (id: string) => unwrap(api.POST('/api/people/{id}/erase', byId(id)));
/** A download: the browser asks for it by itself. */
export const copyAddress = (id: string): string => `/api/people/${id}/export`;

export const erasuresQuery = infiniteQueryOptions({
  queryKey: ['erasures'],
  queryFn: ({ pageParam, signal }) =>
    unwrap(
      api.GET('/api/erasures', {
        params: { query: { limit: ROWS, ...(pageParam && { after: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: '',
  getNextPageParam: (last) => last.next ?? undefined,
  refetchInterval: listWhileShown,
});

export const privacyRequestsQuery = queryOptions({
  queryKey: ['privacy-requests'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/privacy-requests', { signal })),
  refetchInterval: whileShown,
});

export const eraseForRequest = (id: string, person_id: string) =>
  unwrap(api.POST('/api/privacy-requests/{id}/erase', { ...byId(id), body: { person_id } }));
export const closeRequest = (id: string, note: string) =>
  unwrap(api.POST('/api/privacy-requests/{id}/close', { ...byId(id), body: { note } }));
