// What holds for all campaigns of the workspace.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import type { components } from './schema.d.ts';

export type Controls = components['schemas']['Controls'];
/** With the revision they were read at. */
export type SendingRules = components['schemas']['SendingRules'];
export type FrequencyCap = components['schemas']['FrequencyCap'];
export type QuietHours = NonNullable<SendingRules['quiet_hours']>;

export const sendingRulesQuery = queryOptions({
  queryKey: ['sending-rules'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/sending-rules', { signal })),
  staleTime: 60_000,
});

/** What is odd about rules that are not saved yet. */
export const sendingRulesCheckQuery = (rules: SendingRules) =>
  queryOptions({
    queryKey: ['sending-rules', 'check', rules],
    queryFn: ({ signal }) => unwrap(api.POST('/api/sending-rules/check', { body: rules, signal })),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const saveSendingRules = (body: SendingRules) => unwrap(api.PUT('/api/sending-rules', { body }));
