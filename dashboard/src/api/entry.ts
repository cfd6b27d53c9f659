// How people come in: entry links with their visits, personal links, comment rules and the log of private replies.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import { listWhileShown, whileShown } from './live.ts';
import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];
export type EntryLink = Schemas['EntryLink'];
export type EntryVisit = Schemas['EntryVisit'];
export type CommentRule = Schemas['CommentRule'];
export type PrivateReply = Schemas['PrivateReply'];
type Body<P extends keyof paths, M extends 'post' | 'put' | 'patch'> = paths[P] extends {
  [K in M]: { requestBody: { content: { 'application/json': infer T } } };
}
  ? T
  : never;
export type NewLink = Body<'/api/entry-links', 'post'>;
export type LinkChanges = Body<'/api/entry-links/{id}', 'patch'>;
export type RuleInput = Body<'/api/pages/{id}/comment-rules', 'post'>;
export type RuleTrial = Body<'/api/comment-rules/preview', 'post'>;

const ROWS = 50;
const at = (id: string) => ({ params: { path: { id } } });

export const linksQuery = (pageId: string | null, archived: boolean) =>
  infiniteQueryOptions({
    queryKey: ['entry-links', { pageId, archived }],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/entry-links', {
          params: {
            query: {
              archived: archived ? 'true' : 'false',
              limit: ROWS,
              ...(pageId !== null && { page_id: pageId }),
              ...(pageParam && { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: listWhileShown,
  });

/** The newest links of all Pages, to choose from. */
export const linkChoicesQuery = queryOptions({
  queryKey: ['entry-links', 'choices'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/entry-links', { params: { query: { limit: 200 } }, signal })),
});

export const linkQuery = (id: string) =>
  queryOptions({
    queryKey: ['entry-links', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/entry-links/{id}', { ...at(id), signal })),
    refetchInterval: whileShown,
  });

export type VisitsShown = 'all' | 'tied' | 'trouble';

export const visitsQuery = (id: string, only: VisitsShown) =>
  infiniteQueryOptions({
    queryKey: ['entry-links', 'one', id, 'visits', only],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/entry-links/{id}/visits', {
          params: { path: { id }, query: { only, limit: ROWS, ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: listWhileShown,
  });

export const createLink = (body: NewLink) => unwrap(api.POST('/api/entry-links', { body }));
export const changeLink = (id: string, body: LinkChanges) =>
  unwrap(api.PATCH('/api/entry-links/{id}', { ...at(id), body }));
export const makePersonalLink = (id: string, customer_id: string) =>
  unwrap(api.POST('/api/entry-links/{id}/personal', { ...at(id), body: { customer_id } }));
export const makePersonalLinks = (id: string, customer_ids: string[]) =>
  unwrap(api.POST('/api/entry-links/{id}/personal/bulk', { ...at(id), body: { customer_ids } }));

/** The QR code of a link's plain address, as a picture or as a file to save. */
export const qrUrl = (id: string, kind: 'svg' | 'png', download = false): string =>
  `/api/entry-links/${id}/qr.${kind}${download ? '?download=true' : ''}`;

export const rulesQuery = (pageId: string) =>
  queryOptions({
    queryKey: ['comment-rules', pageId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pages/{id}/comment-rules', { ...at(pageId), signal })),
    refetchInterval: whileShown,
  });

export const createRule = (pageId: string, body: RuleInput) =>
  unwrap(api.POST('/api/pages/{id}/comment-rules', { ...at(pageId), body }));
export const changeRule = (id: string, body: RuleInput) =>
  unwrap(api.PUT('/api/comment-rules/{id}', { ...at(id), body }));
export const removeRule = (id: string) => unwrap(api.DELETE('/api/comment-rules/{id}', at(id)));

export const trialQuery = (body: RuleTrial) =>
  queryOptions({
    queryKey: ['comment-rules', 'trial', body],
    queryFn: ({ signal }) => unwrap(api.POST('/api/comment-rules/preview', { body, signal })),
    staleTime: 60_000,
  });

export type RepliesShown = 'all' | 'waiting' | 'accepted' | 'unanswered';

export const repliesQuery = (pageId: string, state: RepliesShown) =>
  infiniteQueryOptions({
    queryKey: ['private-replies', pageId, state],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/pages/{id}/private-replies', {
          params: {
            path: { id: pageId },
            query: { state, limit: ROWS, ...(pageParam && { after: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: listWhileShown,
  });
