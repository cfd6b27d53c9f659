// Automatic answers in conversations: what there is, a try, and people for whom answers pause.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import { whileShown } from './live.ts';
import type { components } from './schema.d.ts';

type Schemas = components['schemas'];
export type ConversationAnswer = Schemas['ConversationAnswer'];
export type ConversationPause = Schemas['ConversationPause'];
export type ConversationStart = NonNullable<ConversationAnswer['start']>;

export const answersQuery = (pageId: string | null) =>
  queryOptions({
    queryKey: ['conversations', 'answers', { pageId }],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/conversations', {
          params: { query: pageId === null ? {} : { page_id: pageId } },
          signal,
        }),
      ),
    refetchInterval: whileShown,
  });

export const pausesQuery = (pageId: string | null) =>
  queryOptions({
    queryKey: ['conversations', 'pauses', { pageId }],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/conversations/pauses', {
          params: { query: pageId === null ? {} : { page_id: pageId } },
          signal,
        }),
      ),
    refetchInterval: whileShown,
  });

export const tryQuery = (pageId: string, text: string) =>
  queryOptions({
    queryKey: ['conversations', 'try', { pageId, text }],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/conversations/try', { body: { page_id: pageId, text, payload: null }, signal })),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const endPause = ({ page_id, psid }: Pick<ConversationPause, 'page_id' | 'psid'>) =>
  unwrap(api.POST('/api/conversations/pauses/end', { body: { page_id, psid } }));
