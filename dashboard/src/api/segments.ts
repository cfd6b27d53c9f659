// Segments: list, one, counts while editing, who is in and why, saving, and values to suggest.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import type { GroupFilter } from './types.ts';

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/segments', { signal })),
});

const at = (id: string) => ({ params: { path: { id } } });

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/segments/{id}', { ...at(id), signal })),
  });

/** Exact counts and a sample; a newer filter cancels the request of the older one. */
export const segmentPreviewQuery = (filter: GroupFilter, pageId: string | null = null) =>
  queryOptions({
    queryKey: ['segment-preview', pageId, filter],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/segments/preview', { body: { filter, page_id: pageId }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    retry: false,
  });

/** About how many, at once; cancelled like the exact counts. */
export const segmentEstimateQuery = (filter: GroupFilter) =>
  queryOptions({
    queryKey: ['segment-estimate', filter],
    queryFn: ({ signal }) => unwrap(api.POST('/api/segments/estimate', { body: { filter }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    retry: false,
  });

/** Whether somebody is in, line by line. */
export const segmentExplainQuery = (filter: GroupFilter, person_id: string) =>
  queryOptions({
    queryKey: ['segment-explain', person_id, filter],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/segments/explain', { body: { filter, person_id }, signal })),
    staleTime: 5_000,
    retry: false,
  });

const ROWS = 100;

export const segmentPeopleQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['segments', id, 'people'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/segments/{id}/people', {
          params: { path: { id }, query: { limit: ROWS, ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });

export const segmentHistoryQuery = (id: string, days: number) =>
  queryOptions({
    queryKey: ['segments', id, 'history', days],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/segments/{id}/history', { params: { path: { id }, query: { days } }, signal })),
    placeholderData: keepPreviousData,
  });

/** Lists that were uploaded, to choose from. */
export const listChoicesQuery = queryOptions({
  queryKey: ['lists', 'choices'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/lists', { signal })),
  staleTime: 30_000,
});

/** `event` null: of an attribute of people. */
export const frequentValuesQuery = (attribute: string, event: string | null, search: string) =>
  queryOptions({
    queryKey: ['catalogue', 'values', event, attribute, search],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/catalogue/values', {
          params: { query: { attribute, search, limit: 20, ...(event !== null && { event }) } },
          signal,
        }),
      ),
    staleTime: 60_000,
    retry: false,
  });

export interface SegmentInput {
  name: string;
  filter: GroupFilter;
  tracked: boolean;
}

export const createSegment = (body: SegmentInput) => unwrap(api.POST('/api/segments', { body }));
export const updateSegment = (id: string, body: SegmentInput) =>
  unwrap(api.PUT('/api/segments/{id}', { ...at(id), body }));
export const removeSegment = (id: string) => unwrap(api.DELETE('/api/segments/{id}', at(id)));

/** A file the browser downloads by itself. */
export const segmentExportUrl = (id: string, format: 'csv' | 'ndjson'): string =>
  `/api/segments/${encodeURIComponent(id)}/export?format=${format}`;
