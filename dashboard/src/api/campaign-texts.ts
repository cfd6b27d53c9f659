// Texts of campaigns: what they use, templates of other systems, content blocks, and a preview asked for by hand.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import type { CampaignDefinition, Recipient } from './types.ts';

export const textUsesQuery = (campaign_id: string, definition: CampaignDefinition) =>
  queryOptions({
    queryKey: ['campaign-uses', campaign_id, definition],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/campaigns/uses', { body: { campaign_id, definition }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });

/** What starts the campaign, as it happened last; a draft may wait for something else with every change. */
export const exampleEventsQuery = (
  campaign_id: string,
  { delivery_type, trigger }: Pick<CampaignDefinition, 'delivery_type' | 'trigger'>,
) =>
  queryOptions({
    queryKey: ['campaign-example-events', campaign_id, delivery_type, trigger],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST('/api/campaigns/example-events', { body: { campaign_id, delivery_type, trigger }, signal }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    retry: false,
  });

/** Whom a preview or test is for, and what is taken to have happened; null: the latest event. */
export interface Look {
  recipient: Recipient;
  event: Record<string, unknown> | null;
}

export const previewCampaign = (campaign_id: string, definition: CampaignDefinition, look: Look) =>
  unwrap(api.POST('/api/campaigns/preview', { body: { campaign_id, definition, ...look } }));

export const convertText = (text: string) => unwrap(api.POST('/api/templates/convert', { body: { text } }));

export const blocksQuery = queryOptions({
  queryKey: ['content-blocks'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/content-blocks', { signal })),
});

export const blockQuery = (id: string) =>
  queryOptions({
    queryKey: ['content-blocks', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/content-blocks/{id}', { params: { path: { id } }, signal })),
  });

export const previewBlock = (body: string, recipient: Recipient) =>
  unwrap(api.POST('/api/content-blocks/preview', { body: { body, recipient } }));

interface BlockInput {
  name: string;
  body: string;
}
export const createBlock = (body: BlockInput) => unwrap(api.POST('/api/content-blocks', { body }));
export const saveBlock = (id: string, body: BlockInput & { updated_at: string }) =>
  unwrap(api.PUT('/api/content-blocks/{id}', { params: { path: { id } }, body }));
export const removeBlock = (id: string) =>
  unwrap(api.DELETE('/api/content-blocks/{id}', { params: { path: { id } } }));
