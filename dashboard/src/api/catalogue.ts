// One attribute of the catalogue: its details, frequent values, and what an operator does to it. And the settings of events.
import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import { whileShown } from './live.ts';
import type { AttributeType } from './types.ts';

export const attributeQuery = (name: string) =>
  queryOptions({
    queryKey: ['catalogue', 'attribute', name],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/catalogue/attributes/{name}', { params: { path: { name } }, signal })),
    refetchInterval: whileShown,
  });

export const valuesQuery = (attribute: string) =>
  queryOptions({
    queryKey: ['catalogue', 'values', attribute],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/catalogue/values', { params: { query: { attribute, limit: 10 } }, signal })),
    staleTime: 30_000,
  });

export const conversionQuery = (name: string, type: AttributeType) =>
  queryOptions({
    queryKey: ['catalogue', 'attribute', name, 'conversion', type],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/catalogue/attributes/{name}/conversion', {
          params: { path: { name }, query: { type } },
          signal,
        }),
      ),
    staleTime: 0,
  });

interface AttributeUpdate {
  description?: string;
  sensitive?: boolean;
  from_websites?: boolean;
  type?: AttributeType;
  remove_unfit?: boolean;
  name?: string;
}
export const updateAttribute = (name: string, body: AttributeUpdate) =>
  unwrap(api.PUT('/api/catalogue/attributes/{name}', { params: { path: { name } }, body }));

export const removeAttribute = (name: string) =>
  unwrap(api.DELETE('/api/catalogue/attributes/{name}', { params: { path: { name } } }));

export const forgetConflicts = (name: string) =>
  unwrap(api.DELETE('/api/catalogue/attributes/{name}/conflicts', { params: { path: { name } } }));

export const updateEvent = (name: string, body: { value_attribute?: string; retain_days: number | null }) =>
  unwrap(api.PUT('/api/catalogue/events/{name}', { params: { path: { name } }, body }));
