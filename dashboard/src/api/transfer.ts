// Files in and out: imports with their uploads, and lists of people.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ApiError, api, doesNotAnswer, refusal, unwrap } from './client.ts';
import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];
export type Import = Schemas['Import'];
export type ImportKind = Import['kind'];
export type ImportCounts = Import['counts'];
export type ImportSettings = Schemas['ImportSettings'];
export type ColumnTarget = ImportSettings['columns'][number];
export type AttributeTarget = Extract<ColumnTarget, { to: 'attribute' }>;
export type Reading = AttributeTarget['reading'];
export type FileFormat = Schemas['FileFormat'];
export type List = Schemas['List'];
export type ImportPreview =
  paths['/api/imports/{id}/preview']['post']['responses'][200]['content']['application/json'];
export type FormatInput = NonNullable<
  paths['/api/imports/{id}/format']['post']['requestBody']
>['content']['application/json'];

const at = (id: string) => ({ params: { path: { id } } });
const WORKING: readonly Import['state'][] = ['checking', 'running', 'undoing'];
export const isWorking = ({ state }: Pick<Import, 'state'>): boolean => WORKING.includes(state);
const LIVE_MS = 1_000;

export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports'],
  queryFn: ({ pageParam, signal }) =>
    unwrap(
      api.GET('/api/imports', { params: { query: { ...(pageParam && { before: pageParam }) } }, signal }),
    ),
  initialPageParam: '',
  getNextPageParam: (last) => last.next ?? undefined,
  refetchInterval: ({ state }) =>
    state.data?.pages.some(({ imports }) => imports.some(isWorking)) ? 2 * LIVE_MS : false,
});

/** Asked for again while it works. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/imports/{id}', { ...at(id), signal })),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? LIVE_MS : false),
  });

/** `settings` null: as they are suggested. */
export const importPreviewQuery = (id: string, format: FileFormat, settings: ImportSettings | null) =>
  queryOptions({
    queryKey: ['imports', id, 'preview', format, settings],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/imports/{id}/preview', { ...at(id), body: { settings }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });

export const badRowsQuery = (id: string, counted: number) =>
  queryOptions({
    queryKey: ['imports', id, 'bad-rows', counted],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/imports/{id}/bad-rows', { params: { path: { id }, query: { limit: 50 } }, signal }),
      ),
  });

export const beginImport = (kind: ImportKind, name: string) =>
  unwrap(api.POST('/api/imports', { body: { kind, name } }));
export const readFormat = (id: string, body: FormatInput) =>
  unwrap(api.POST('/api/imports/{id}/format', { ...at(id), body }));
export const startCheck = (id: string, settings: ImportSettings) =>
  unwrap(api.POST('/api/imports/{id}/check', { ...at(id), body: { settings } }));
export const startRun = (id: string, settings: ImportSettings) =>
  unwrap(api.POST('/api/imports/{id}/run', { ...at(id), body: { settings } }));

export type ImportAction = 'pause' | 'resume' | 'cancel' | 'undo';
export const actOnImport = (id: string, action: ImportAction) =>
  unwrap(api.POST(`/api/imports/{id}/${action}`, at(id)));

export const badRowsUrl = (id: string): string => `/api/imports/${encodeURIComponent(id)}/bad-rows.csv`;
export const keptUrl = (id: string): string => `/api/imports/${encodeURIComponent(id)}/kept.csv`;

const PART_BYTES = 4 * 1024 * 1024;

/** Sends what the service does not have yet, part by part, then has the file looked at. */
export async function uploadFile(
  file: File,
  { id, from }: { id: string; from: number },
  { onSent, signal }: { onSent: (bytes: number) => void; signal: AbortSignal },
): Promise<Import> {
  for (let offset = from; offset < file.size; ) {
    const part = file.slice(offset, offset + PART_BYTES);
    const { size_bytes: received } = await sendPart(id, { offset, part, signal });
    offset = received;
    onSent(offset);
  }
  return readFormat(id, {});
}

async function sendPart(
  id: string,
  { offset, part, signal }: { offset: number; part: Blob; signal: AbortSignal },
): Promise<Import> {
  const url = `/api/imports/${encodeURIComponent(id)}/parts?offset=${offset}`;
  const headers = { 'content-type': 'application/octet-stream' };
  const response = await fetch(url, { method: 'POST', headers, body: part, signal }).catch(() => {
    throw doesNotAnswer();
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as Import;
  throw new ApiError(response.status, refusal(answer, response.status));
}

export const listsQuery = queryOptions({
  queryKey: ['lists'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/lists', { signal })),
});
export const removeList = (id: string) => unwrap(api.DELETE('/api/lists/{id}', at(id)));
