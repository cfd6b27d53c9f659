// What holds for all campaigns of the workspace.
import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import type { components } from './schema.d.ts';

export type Controls = components['schemas']['Controls'];
export type SendingRules = components['schemas']['SendingRules'];
export type FrequencyCap = components['schemas']['FrequencyCap'];
export type QuietHours = NonNullable<SendingRules['quiet_hours']>;

export const sendingRulesQuery = queryOptions({
  queryKey: ['sending-rules'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/sending-rules', { signal })),
  staleTime: 60_000,
});

export const saveSendingRules = (body: SendingRules) => unwrap(api.PUT('/api/sending-rules', { body }));
