// The rows of campaigns: what it is, where it stands, how far it got.
import { Text } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { CampaignRow } from '../../api/types.ts';
import { CampaignStateMark } from '../../ui/CampaignStateMark.tsx';
import { formatNumber } from '../../ui/format.ts';
import { RowLink } from '../../ui/RowLink.tsx';
import { Time } from '../../ui/Time.tsx';
import { useLoadMore } from '../../ui/useLoadMore.ts';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';

interface Reply {
  campaigns: CampaignRow[];
}
const campaignsOf = (reply: Reply) => reply.campaigns;

const where = (campaign: CampaignRow) =>
  [campaign.segment_name ?? 'no segment', campaign.page_name].filter(Boolean).join(' · ');
const count = (campaign: CampaignRow, value: number) =>
  campaign.state === 'draft' ? <Text c="dimmed">–</Text> : formatNumber(value);

const COLUMNS: Column<CampaignRow>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 3fr)',
    cell: (campaign) => (
      <>
        <RowLink to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
          {campaign.name}
        </RowLink>
        <Text size="xs" c="dimmed" truncate>
          {where(campaign)}
        </Text>
      </>
    ),
  },
  {
    key: 'state',
    title: 'State',
    width: 'minmax(100px, 1fr)',
    cell: (campaign) => <CampaignStateMark state={campaign.state} />,
  },
  {
    key: 'recipients',
    title: 'Recipients',
    width: '100px',
    align: 'end',
    wideOnly: true,
    cell: (campaign) => count(campaign, campaign.recipients),
  },
  {
    key: 'accepted',
    title: 'Accepted',
    width: '100px',
    align: 'end',
    wideOnly: true,
    cell: (campaign) => count(campaign, campaign.accepted),
  },
  {
    key: 'failed',
    title: 'Failed',
    width: '90px',
    align: 'end',
    wideOnly: true,
    cell: (campaign) => count(campaign, campaign.failed),
  },
  {
    key: 'when',
    title: 'Goes out',
    width: '150px',
    align: 'end',
    wideOnly: true,
    cell: (campaign) =>
      campaign.scheduled_at ? <Time at={campaign.scheduled_at} /> : <Text c="dimmed">not yet</Text>,
  },
];

export function CampaignsTable({ query }: { query: UseInfiniteQueryResult<InfiniteData<Reply>> }) {
  const list = useLoadMore(query, campaignsOf);
  return (
    <VirtualTable
      label="Campaigns"
      columns={COLUMNS}
      rowKey={(campaign) => campaign.id}
      rowHeight={60}
      {...list}
    />
  );
}
