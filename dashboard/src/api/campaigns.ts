// Campaigns: list, draft, check, preview, test, and what moves one through its life.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Look } from './campaign-texts.ts';
import { api, unwrap } from './client.ts';
import type { CampaignDefinition, ComposedMessage, SaveCampaign } from './types.ts';

/** The newest campaigns, to choose from. */
export const campaignChoicesQuery = queryOptions({
  queryKey: ['campaigns', 'choices'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/campaigns', { params: { query: { limit: 200 } }, signal })),
  staleTime: 30_000,
});

/** Campaigns in these states change by themselves, so their screens ask again every second. */
export const isMoving = (state: string): boolean =>
  state === 'sending' || state === 'scheduled' || state === 'active';

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/campaigns/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data && isMoving(query.state.data.state) ? 1000 : false),
  });

export const campaignCheckQuery = (campaign_id: string, definition: CampaignDefinition) =>
  queryOptions({
    queryKey: ['campaign-check', campaign_id, definition],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/campaigns/check', { body: { campaign_id, definition }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    retry: false,
  });

const WATERFALL_AGAIN_MS = 15_000;

/** Windows open and close by themselves, so it is counted again while it is looked at. */
export const waterfallQuery = (campaign_id: string, definition: CampaignDefinition) =>
  queryOptions({
    queryKey: ['campaign-waterfall', campaign_id, definition],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/campaigns/waterfall', { body: { campaign_id, definition }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    refetchInterval: WATERFALL_AGAIN_MS,
    retry: false,
  });

const PREFLIGHT_LOOK_MS = 700;

/** `revision`: of the draft in hand; another one has another preflight. */
export const preflightQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: ['campaign-preflight', id, revision],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/campaigns/{id}/preflight', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.preflight?.state === 'running' ? PREFLIGHT_LOOK_MS : false),
  });

/** Whom a finding is about. */
export const preflightPeopleQuery = (id: string, revision: number, finding: string) =>
  infiniteQueryOptions({
    queryKey: ['campaign-preflight', id, revision, 'people', finding],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/campaigns/{id}/preflight/people', {
          params: { path: { id }, query: { finding, limit: 100, ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });

/** Asked once for the links as they are; a page that comes back is asked again on the next visit. */
export const linksQuery = (message: ComposedMessage) =>
  queryOptions({
    queryKey: ['campaign-links', message.message],
    queryFn: ({ signal }) => unwrap(api.POST('/api/campaigns/check-links', { body: { message }, signal })),
    staleTime: 60_000,
    retry: false,
  });

/** `campaign_id`: where secret headers shown as dots are looked up. */
export const previewQuery = (campaign_id: string, definition: CampaignDefinition, look: Look) =>
  queryOptions({
    queryKey: ['campaign-preview', campaign_id, definition, look],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/campaigns/preview', { body: { campaign_id, definition, ...look }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    retry: false,
  });

export const testCampaign = (campaign_id: string, definition: CampaignDefinition, look: Look) =>
  unwrap(api.POST('/api/campaigns/test', { body: { campaign_id, definition, ...look } }));

interface CampaignInput {
  name: string;
  definition: CampaignDefinition;
}

const at = (id: string) => ({ params: { path: { id } } });
export const createCampaign = (body: CampaignInput) => unwrap(api.POST('/api/campaigns', { body }));
/** Merged with what others changed since `revision`; a field they changed too is refused with a `conflict`. */
export const saveCampaign = (id: string, body: SaveCampaign) =>
  unwrap(api.PUT('/api/campaigns/{id}', { ...at(id), body }));
export const removeCampaign = (id: string) => unwrap(api.DELETE('/api/campaigns/{id}', at(id)));
/** @param revision what was looked at: refused when it is not the newest any more */
export const publishCampaign = (id: string, revision: number) =>
  unwrap(api.POST('/api/campaigns/{id}/publish', { ...at(id), body: { revision } }));
export const startPreflight = (id: string, again: boolean) =>
  unwrap(api.POST('/api/campaigns/{id}/preflight', { ...at(id), body: { again } }));
export const cancelPreflight = (id: string) =>
  unwrap(api.POST('/api/campaigns/{id}/preflight/cancel', at(id)));
/** Writes a fallback into the draft wherever it outputs the attribute without one. */
export const addFallback = (id: string, body: { attribute: string; value: string; revision: number }) =>
  unwrap(api.POST('/api/campaigns/{id}/fallback', { ...at(id), body }));
export const pauseCampaign = (id: string) => unwrap(api.POST('/api/campaigns/{id}/pause', at(id)));
export const resumeCampaign = (id: string) => unwrap(api.POST('/api/campaigns/{id}/resume', at(id)));
export const stopCampaign = (id: string) => unwrap(api.POST('/api/campaigns/{id}/stop', at(id)));
/** To those for whom it can succeed now; the report says who they are. */
export const retryFailed = (id: string) => unwrap(api.POST('/api/campaigns/{id}/retry-failed', at(id)));
export const duplicateCampaign = (id: string) => unwrap(api.POST('/api/campaigns/{id}/duplicate', at(id)));
