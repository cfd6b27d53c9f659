// Reports: the home screen's numbers, a campaign's report, its recipients, and one delivery.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
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

/** Which runs a report is about: one, those of a version, or all. */
export interface ReportScope {
  run?: number;
  version?: number;
}
export const isWhole = ({ run, version }: ReportScope): boolean => run === undefined && version === undefined;

export const reportQuery = (id: string, scope: ReportScope) =>
  queryOptions({
    queryKey: ['reports', id, 'report', scope],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/campaigns/{id}/report', { params: { path: { id }, query: scope }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => (data === undefined ? false : pauseBetween(data)),
  });

export interface RecipientsFilter {
  state?: DeliveryState;
  reason?: string;
  /** Name of one of several messages. */
  variant?: string;
  converted?: 'true' | 'false';
  search?: string;
}

export const recipientsQuery = (id: string, scope: ReportScope, filter: RecipientsFilter) =>
  infiniteQueryOptions({
    queryKey: ['reports', id, 'recipients', scope, filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/campaigns/{id}/deliveries', {
          params: {
            path: { id },
            query: { ...scope, ...filter, limit: 50, ...(pageParam && { after: pageParam }) },
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
export const reportExportUrl = (campaignId: string, scope: ReportScope): string =>
  exportUrl(`/api/campaigns/${encodeURIComponent(campaignId)}/report/export`, { ...scope });

export const deliveriesExportUrl = (
  campaignId: string,
  scope: ReportScope,
  filter: RecipientsFilter,
): string =>
  exportUrl(`/api/campaigns/${encodeURIComponent(campaignId)}/deliveries/export`, { ...scope, ...filter });

function exportUrl(path: string, asked: Record<string, string | number>): string {
  const query = new URLSearchParams({ bom: 'true' });
  for (const [name, value] of Object.entries(asked)) query.set(name, String(value));
  return `${path}?${query}`;
}
