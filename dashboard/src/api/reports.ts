// Reports: the home screen's numbers, a campaign's report, its recipients, and one delivery.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { isMoving } from './campaigns.ts';
import { api, unwrap } from './client.ts';
import { whileShown } from './live.ts';
import type { DeliveryState, Report } from './types.ts';

export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/home', { signal })),
  refetchInterval: whileShown,
});

/**
 * A paused or stopped campaign moves on until its last calls are answered; afterwards people still read and respond. What is
 * large is counted less often by the service.
 */
function pauseBetween({ campaign, waiting, in_flight, delivery, accepted }: Report): number | false {
  if (isMoving(campaign.state)) return 1_000;
  const isDraining = campaign.state === 'stopped' && waiting > 0;
  if (isDraining || in_flight > 0 || delivery.unknown !== null) return 2_000;
  return accepted > 0 && campaign.page_name !== null ? 10_000 : false;
}

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['reports', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/campaigns/{id}/report', { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => (data === undefined ? false : pauseBetween(data)),
  });

export interface RecipientsFilter {
  state: DeliveryState | undefined;
  reason: string | undefined;
  search: string;
}

export const recipientsQuery = (id: string, { state, reason, search }: RecipientsFilter) =>
  infiniteQueryOptions({
    queryKey: ['reports', id, 'recipients', { state, reason, search }],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/campaigns/{id}/deliveries', {
          params: {
            path: { id },
            query: {
              search,
              limit: 50,
              ...(state && { state }),
              ...(reason && { reason }),
              ...(pageParam && { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['deliveries', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/deliveries/{id}', { params: { path: { id } }, signal })),
  });

/** Files the browser downloads by itself. */
export const reportExportUrl = (campaignId: string): string =>
  `/api/campaigns/${encodeURIComponent(campaignId)}/report/export?bom=true`;

export function deliveriesExportUrl(
  campaignId: string,
  { state, reason }: { state?: string | undefined; reason?: string | undefined },
): string {
  const query = new URLSearchParams({ bom: 'true', ...(state && { state }), ...(reason && { reason }) });
  return `/api/campaigns/${encodeURIComponent(campaignId)}/deliveries/export?${query}`;
}
