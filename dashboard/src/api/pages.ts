// Connected Pages: the list, one Page, and what can be done with it.
import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import { whileShown } from './live.ts';
import type { Page } from './types.ts';

export const pagesQuery = queryOptions({
  queryKey: ['pages'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/pages', { signal })),
});

export const pageQuery = (id: string) =>
  queryOptions({
    queryKey: ['pages', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pages/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.backfill?.state === 'running' ? 1500 : whileShown(query)),
  });

export interface ConnectInput {
  access_token: string;
  app_id?: string;
  app_secret?: string;
  verify_token?: string;
  page_id?: string;
}

export const connectPage = (body: ConnectInput): Promise<Page> => unwrap(api.POST('/api/pages', { body }));
const at = (id: string) => ({ params: { path: { id } } });
export const checkPage = (id: string) => unwrap(api.POST('/api/pages/{id}/check', at(id)));
export const subscribePage = (id: string) => unwrap(api.POST('/api/pages/{id}/subscribe', at(id)));
export const backfillPage = (id: string) => unwrap(api.POST('/api/pages/{id}/backfill', at(id)));
export const pauseBackfill = (id: string) => unwrap(api.POST('/api/pages/{id}/backfill/pause', at(id)));
export const resumeBackfill = (id: string) => unwrap(api.POST('/api/pages/{id}/backfill/resume', at(id)));
export const cancelBackfill = (id: string) => unwrap(api.POST('/api/pages/{id}/backfill/cancel', at(id)));
export const setPageCountry = (id: string, country: string | null) =>
  unwrap(api.PATCH('/api/pages/{id}', { ...at(id), body: { country } }));

export const pageHealthQuery = (id: string) =>
  queryOptions({
    queryKey: ['pages', id, 'health'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pages/{id}/health', { params: { path: { id } }, signal })),
    refetchInterval: whileShown,
  });
export const disconnectPage = (id: string) => unwrap(api.DELETE('/api/pages/{id}', at(id)));
