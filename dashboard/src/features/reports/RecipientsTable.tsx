// The rows of recipients.
import { Text } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RecipientRow, Results } from '../../api/types.ts';
import { formatNumber } from '../../ui/format.ts';
import { RowButton } from '../../ui/RowLink.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { useLoadMore } from '../../ui/useLoadMore.ts';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';
import { DELIVERY_WORDS } from './recipients.ts';
import { formatMoney } from './results/resultWords.ts';
import { listRuns } from './scope.ts';

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

const none = <Text c="dimmed">–</Text>;

const VARIANT: Column<RecipientRow> = {
  key: 'variant',
  title: 'Variant',
  width: 'minmax(0, 1.2fr)',
  wideOnly: true,
  cell: (row) => (row.variant === null ? none : <span title={row.variant}>{row.variant}</span>),
};
const VERSION: Column<RecipientRow> = {
  key: 'version',
  title: 'Version',
  width: '70px',
  align: 'end',
  wideOnly: true,
  cell: (row) => formatNumber(row.version),
};
const RUN: Column<RecipientRow> = {
  key: 'run',
  title: 'Run',
  width: 'minmax(64px, 0.8fr)',
  wideOnly: true,
  cell: (row) => (row.one_by_one ? `Version ${row.version}` : formatNumber(row.run)),
};
const GOAL: Column<RecipientRow> = {
  key: 'goal',
  title: 'Goal',
  width: 'minmax(76px, 0.9fr)',
  wideOnly: true,
  cell: (row) => (row.conversions === 0 ? none : <Reached row={row} />),
};

/** How often, and for how much. */
const Reached = ({ row: { conversions, revenue } }: { row: RecipientRow }) => (
  <>
    <StateMark tone="good">{conversions === 1 ? 'Reached' : `${formatNumber(conversions)} times`}</StateMark>
    {revenue !== null && (
      <Text size="xs" c="dimmed" className="numbers">
        {formatMoney(revenue)}
      </Text>
    )}
  </>
);

interface Shown {
  hasVariants: boolean;
  hasGoals: boolean;
  /** What is told apart: versions that people come into one by one, or runs; null: there is one of a kind. */
  split: 'Version' | 'Run' | null;
}

function shownOf(results: Results | undefined): Shown {
  const { versions = [], runs = [], variants = [] } = results?.choices ?? {};
  const hasRuns = listRuns(runs).length > 1;
  const isOne = results?.run !== null || (results.version !== null && !hasRuns);
  return {
    hasVariants: variants.length > 0,
    hasGoals: (results?.goals.length ?? 0) > 0,
    split: isOne ? null : hasRuns ? 'Run' : versions.length > 1 ? 'Version' : null,
  };
}

const columnsFor = (
  { hasVariants, hasGoals, split }: Shown,
  onOpen: (id: string) => void,
): Column<RecipientRow>[] => [
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
          {row.person.customer_id ?? row.psid ?? 'anonymous'}
        </Text>
      </>
    ),
  },
  { key: 'state', title: 'State', width: 'minmax(110px, 1fr)', cell: (row) => <ReceiptMark row={row} /> },
  {
    key: 'reason',
    title: 'Reason',
    width: 'minmax(0, 2fr)',
    wideOnly: true,
    cell: (row) => <span title={row.title ?? undefined}>{row.title}</span>,
  },
  ...(hasVariants ? [VARIANT] : []),
  ...(split === 'Version' ? [VERSION] : split === 'Run' ? [RUN] : []),
  ...(hasGoals ? [GOAL] : []),
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
  /** Which columns there is something to say in; undefined: not known yet. */
  results: Results | undefined;
  onOpen: (deliveryId: string) => void;
}

export function RecipientsTable({ query, results, onOpen }: RecipientsTableProps) {
  const list = useLoadMore(query, deliveriesOf);
  const columns = useMemo(() => columnsFor(shownOf(results), onOpen), [results, onOpen]);
  return (
    <VirtualTable label="Recipients" columns={columns} rowKey={(row) => row.id} moreOnDemand {...list} />
  );
}
