// A campaign's life: the list, versions, approval, others who edit it, history, and what is done with many at once.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import type { CampaignState, DeliveryType } from './types.ts';

export type CampaignSort = 'newest' | 'name' | 'next_run';

export interface CampaignsFilter {
  search: string;
  state?: CampaignState | undefined;
  archived?: 'only' | undefined;
  delivery_type?: DeliveryType | undefined;
  tag?: string | undefined;
  page_id?: string | undefined;
  sort?: CampaignSort | undefined;
}

const LIST_AGAIN_MS = 10_000;

/** A list of campaigns under way changes by itself. */
export const campaignsQuery = ({ search, ...filter }: CampaignsFilter) => {
  const chosen = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  return infiniteQueryOptions({
    queryKey: ['campaigns', 'list', { search, ...chosen }],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/campaigns', {
          params: { query: { search, limit: 100, ...chosen, ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: ({ state }) =>
      state.data === undefined ? false : LIST_AGAIN_MS * state.data.pages.length,
    placeholderData: keepPreviousData,
  });
};

export const campaignTagsQuery = queryOptions({
  queryKey: ['campaigns', 'tags'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/campaigns/tags', { signal })),
  staleTime: 30_000,
});

export type BulkAction = 'pause' | 'resume' | 'stop' | 'archive' | 'unarchive' | 'delete' | 'tag' | 'untag';

export const MAX_BULK = 200;

export const actOnCampaigns = (body: { ids: string[]; action: BulkAction; tag?: string }) =>
  unwrap(api.POST('/api/campaigns/bulk', { body }));

const EDITS_MS = 3_000;

/** Whether a draft changed, and who else is at it; asked while its editor is looked at. */
export const campaignEditsQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaign-edits', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/campaigns/{id}/edits', { params: { path: { id } }, signal })),
    refetchInterval: EDITS_MS,
    retry: false,
  });

/** As many as fit on the first screen. */
export const awaitingApprovalQuery = queryOptions({
  queryKey: ['campaigns', 'list', 'awaiting'],
  queryFn: ({ signal }) =>
    unwrap(
      api.GET('/api/campaigns', { params: { query: { state: 'awaiting_approval', limit: 5 } }, signal }),
    ),
  refetchInterval: 30_000,
});

export const campaignHistoryQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['campaign-history', id],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/campaigns/{id}/history', {
          params: { path: { id }, query: { limit: 20, ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
  });

export const campaignVersionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['campaign-versions', id],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/campaigns/{id}/versions', {
          params: { path: { id }, query: { limit: 20, ...(pageParam && { before: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
  });

/** `revision`: of the campaign it is compared with. */
export const campaignVersionQuery = (id: string, version: number, revision: number) =>
  queryOptions({
    queryKey: ['campaign-versions', id, version, revision],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/campaigns/{id}/versions/{version}', { params: { path: { id, version } }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

/** What holds for all campaigns: whether a second operator has to approve. */
export const approvalRequiredQuery = queryOptions({
  queryKey: ['sending-rules'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/sending-rules', { signal })),
  staleTime: 30_000,
});

const at = (id: string) => ({ params: { path: { id } } });
export const discardChanges = (id: string) => unwrap(api.POST('/api/campaigns/{id}/discard-changes', at(id)));
export const restoreVersion = (id: string, version: number) =>
  unwrap(api.POST('/api/campaigns/{id}/versions/{version}/restore', { params: { path: { id, version } } }));
export const requestApproval = (id: string, note: string) =>
  unwrap(api.POST('/api/campaigns/{id}/request-approval', { ...at(id), body: { note } }));
/** @param revision which was looked at: what was changed since is not approved */
export const approveCampaign = (id: string, revision: number) =>
  unwrap(api.POST('/api/campaigns/{id}/approve', { ...at(id), body: { revision } }));
export const rejectCampaign = (id: string, note: string) =>
  unwrap(api.POST('/api/campaigns/{id}/reject', { ...at(id), body: { note } }));
export const withdrawApproval = (id: string) => unwrap(api.POST('/api/campaigns/{id}/withdraw', at(id)));
export const archiveCampaign = (id: string) => unwrap(api.POST('/api/campaigns/{id}/archive', at(id)));
export const unarchiveCampaign = (id: string) => unwrap(api.POST('/api/campaigns/{id}/unarchive', at(id)));
