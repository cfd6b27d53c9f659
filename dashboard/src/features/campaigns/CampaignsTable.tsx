// The rows of campaigns: what it is, where it stands, how far it got, and whether it is chosen.
import { Badge, Checkbox, Group, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { CampaignRow } from '../../api/types.ts';
import { CampaignStateMark } from '../../ui/CampaignStateMark.tsx';
import { formatNumber } from '../../ui/format.ts';
import { RowLink } from '../../ui/RowLink.tsx';
import { Time } from '../../ui/Time.tsx';
import type { useLoadMore } from '../../ui/useLoadMore.ts';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';
import classes from './CampaignsTable.module.css';
import type { Selection } from './list/useSelection.ts';
import { isForOnePerson, typeTitle } from './type/deliveryTypes.ts';

/** So many tags stand in a row; the others are on the campaign's own page. */
const SHOWN_TAGS = 3;

const where = (campaign: CampaignRow) =>
  [
    ...(campaign.delivery_type === 'one_time' ? [] : [typeTitle(campaign.delivery_type)]),
    campaign.segment_name ?? (isForOnePerson(campaign.delivery_type) ? 'everybody' : 'no segment'),
    ...(campaign.page_name === null ? [] : [campaign.page_name]),
  ].join(' · ');

const isUnpublished = ({ state }: CampaignRow) => state === 'draft' || state === 'awaiting_approval';
const count = (campaign: CampaignRow, value: number) =>
  isUnpublished(campaign) ? (
    <Text span inherit c="dimmed">
      –
    </Text>
  ) : (
    formatNumber(value)
  );

const COLUMNS: Column<CampaignRow>[] = [
  { key: 'name', title: 'Name', width: 'minmax(0, 3fr)', cell: (campaign) => <Name campaign={campaign} /> },
  {
    key: 'state',
    title: 'State',
    width: 'minmax(110px, 1fr)',
    cell: (campaign) => <State campaign={campaign} />,
  },
  {
    ...{ key: 'recipients', title: 'Recipients', width: '100px', align: 'end', wideOnly: true },
    cell: (campaign) => count(campaign, campaign.recipients),
  },
  {
    ...{ key: 'accepted', title: 'Accepted', width: '100px', align: 'end', wideOnly: true },
    cell: (campaign) => count(campaign, campaign.accepted),
  },
  {
    ...{ key: 'failed', title: 'Failed', width: '90px', align: 'end', wideOnly: true },
    cell: (campaign) => count(campaign, campaign.failed),
  },
  {
    ...{ key: 'when', title: 'Goes out', width: '150px', align: 'end', wideOnly: true },
    cell: (campaign) => <When campaign={campaign} />,
  },
];

function Name({ campaign }: { campaign: CampaignRow }) {
  return (
    <>
      <Group gap={6} wrap="nowrap">
        <Text component="span" inherit truncate>
          <RowLink to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
            {campaign.name}
          </RowLink>
        </Text>
        {campaign.tags.slice(0, SHOWN_TAGS).map((tag) => (
          <Badge key={tag} variant="default" size="xs" tt="none" visibleFrom="sm" style={{ flex: 'none' }}>
            {tag}
          </Badge>
        ))}
      </Group>
      <Text size="xs" c="dimmed" truncate>
        {where(campaign)}
      </Text>
    </>
  );
}

function State({ campaign }: { campaign: CampaignRow }) {
  const note = campaign.awaits_approval
    ? campaign.state !== 'awaiting_approval' && 'to approve'
    : campaign.has_changes && 'edited since';
  return (
    <>
      <CampaignStateMark state={campaign.state} />
      {note && (
        <Text size="xs" c="dimmed" truncate>
          {note}
        </Text>
      )}
    </>
  );
}

function When({ campaign }: { campaign: CampaignRow }) {
  if (campaign.state === 'active' && isForOnePerson(campaign.delivery_type))
    return (
      <Text span inherit c="dimmed">
        as it happens
      </Text>
    );
  return campaign.scheduled_at ? (
    <Time at={campaign.scheduled_at} />
  ) : (
    <Text span inherit c="dimmed">
      not yet
    </Text>
  );
}

interface CampaignsTableProps {
  list: ReturnType<typeof useLoadMore<unknown, CampaignRow>>;
  selection: Selection;
}

export function CampaignsTable({ list, selection }: CampaignsTableProps) {
  const { ids, toggle } = selection;
  const columns = useMemo((): Column<CampaignRow>[] => {
    const choose: Column<CampaignRow> = {
      key: 'choose',
      title: 'Chosen',
      hidesTitle: true,
      width: '36px',
      cell: ({ id, name }) => (
        <Checkbox
          aria-label={`Choose ${name}`}
          size="xs"
          checked={ids.has(id)}
          onChange={(event) => toggle(id, (event.nativeEvent as MouseEvent).shiftKey === true)}
          className={classes['choose'] ?? ''}
        />
      ),
    };
    return [choose, ...COLUMNS];
  }, [ids, toggle]);
  return (
    <VirtualTable
      label="Campaigns"
      columns={columns}
      rowKey={(campaign) => campaign.id}
      rowHeight={60}
      {...list}
    />
  );
}
