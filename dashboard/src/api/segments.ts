// Segments: list, one, counts while editing, and saving.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import type { GroupFilter } from './types.ts';

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/segments', { signal })),
});

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/segments/{id}', { params: { path: { id } }, signal })),
  });

/** Counts and a sample; a newer filter cancels the request of the older one. */
export const segmentPreviewQuery = (filter: GroupFilter, pageId: string | null = null) =>
  queryOptions({
    queryKey: ['segment-preview', pageId, filter],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/segments/preview', { body: { filter, page_id: pageId }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    retry: false,
  });

interface SegmentInput {
  name: string;
  filter: GroupFilter;
}

export const createSegment = (body: SegmentInput) => unwrap(api.POST('/api/segments', { body }));
export const updateSegment = (id: string, body: SegmentInput) =>
  unwrap(api.PUT('/api/segments/{id}', { params: { path: { id } }, body }));
export const removeSegment = (id: string) =>
  unwrap(api.DELETE('/api/segments/{id}', { params: { path: { id } } }));
