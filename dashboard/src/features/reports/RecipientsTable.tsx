// The rows of recipients.
import { Text } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RecipientRow } from '../../api/types.ts';
import { formatNumber } from '../../ui/format.ts';
import { RowButton } from '../../ui/RowLink.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { useLoadMore } from '../../ui/useLoadMore.ts';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';
import { DELIVERY_WORDS } from './recipients.ts';

interface Reply {
  deliveries: RecipientRow[];
}
const deliveriesOf = (reply: Reply) => reply.deliveries;

function ReceiptMark({ row }: { row: RecipientRow }) {
  if (row.state === 'accepted' && row.read_at) return <StateMark tone="good">Read</StateMark>;
  if (row.state === 'accepted' && row.delivered_at) return <StateMark tone="good">Delivered</StateMark>;
  const { tone, word } = DELIVERY_WORDS[row.state];
  return <StateMark tone={tone}>{word}</StateMark>;
}

const columnsFor = (onOpen: (id: string) => void): Column<RecipientRow>[] => [
  {
    key: 'person',
    title: 'Person',
    width: 'minmax(0, 2fr)',
    cell: (row) => (
      <>
        <RowButton onClick={() => onOpen(row.id)}>
          {row.person.name ?? row.person.customer_id ?? 'Unnamed'}
        </RowButton>
        <Text size="xs" c="dimmed" truncate>
          {row.person.customer_id ?? 'anonymous'}
        </Text>
      </>
    ),
  },
  {
    key: 'psid',
    title: 'PSID',
    width: 'minmax(0, 1.7fr)',
    wideOnly: true,
    cell: (row) => row.psid ?? <Text c="dimmed">none</Text>,
  },
  { key: 'state', title: 'State', width: 'minmax(110px, 1fr)', cell: (row) => <ReceiptMark row={row} /> },
  {
    key: 'reason',
    title: 'Reason',
    width: 'minmax(0, 2fr)',
    wideOnly: true,
    cell: (row) => <span title={row.title ?? undefined}>{row.title}</span>,
  },
  {
    key: 'attempts',
    title: 'Calls',
    width: '64px',
    align: 'end',
    wideOnly: true,
    cell: (row) => formatNumber(row.attempts),
  },
  {
    key: 'settled',
    title: 'Settled',
    width: '130px',
    align: 'end',
    wideOnly: true,
    cell: (row) => (row.settled_at ? <Time at={row.settled_at} /> : <Text c="dimmed">open</Text>),
  },
];

interface RecipientsTableProps {
  query: UseInfiniteQueryResult<InfiniteData<Reply>>;
  onOpen: (deliveryId: string) => void;
}

export function RecipientsTable({ query, onOpen }: RecipientsTableProps) {
  const list = useLoadMore(query, deliveriesOf);
  const columns = useMemo(() => columnsFor(onOpen), [onOpen]);
  return (
    <VirtualTable label="Recipients" columns={columns} rowKey={(row) => row.id} moreOnDemand {...list} />
  );
}
