// People: search, one person with their timeline, saving a customer, and the catalogue of attributes and events.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import { listWhileShown, whileShown } from './live.ts';

export type PeopleKind = 'all' | 'customer' | 'anonymous' | 'messenger' | 'opted_out' | 'blocked';
const ROWS = 100;

export const peopleQuery = (search: string, kind: PeopleKind) =>
  infiniteQueryOptions({
    queryKey: ['people', { search, kind }],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/people', {
          params: { query: { search, kind, limit: ROWS, ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: listWhileShown,
  });

/** A few people for a picker. */
export const peopleSearchQuery = (search: string) =>
  queryOptions({
    queryKey: ['people', 'pick', search],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/people', { params: { query: { search, kind: 'all', limit: 12 } }, signal })),
    staleTime: 10_000,
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/people/{id}', { params: { path: { id } }, signal })),
    refetchInterval: whileShown,
  });

export const timelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['people', 'one', id, 'timeline'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/people/{id}/timeline', {
          params: { path: { id }, query: { limit: 50, ...(pageParam && { before: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: listWhileShown,
  });

export const consentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', 'one', id, 'consents'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/people/{id}/consents', { params: { path: { id } }, signal })),
    refetchInterval: whileShown,
  });

export const sayConsent = (id: string, body: { page_id?: string; says: 'yes' | 'no'; words: string }) =>
  unwrap(api.POST('/api/people/{id}/consent', { params: { path: { id } }, body }));

export const catalogueQuery = queryOptions({
  queryKey: ['catalogue'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/catalogue', { signal })),
  staleTime: 30_000,
});

export type AttributeValue = string | number | boolean | null | (string | number)[];

export const saveCustomer = (customer_id: string, attributes: Record<string, AttributeValue>) =>
  unwrap(api.POST('/api/people', { body: { customer_id, attributes } }));
