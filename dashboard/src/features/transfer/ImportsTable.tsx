// Imports as rows, newest first.
import { Text } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type Import, isWorking } from '../../api/transfer.ts';
import { formatShare } from '../../ui/format.ts';
import { RowLink } from '../../ui/RowLink.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';
import { countRows, KIND_WORDS, STATE_WORDS } from './words.ts';

const COLUMNS: Column<Import>[] = [
  {
    key: 'name',
    title: 'File',
    width: 'minmax(0, 3fr)',
    cell: (row) => (
      <>
        <RowLink to="/people/imports/$importId" params={{ importId: row.id }}>
          {row.name}
        </RowLink>
        <Text size="xs" c="dimmed" truncate>
          {KIND_WORDS[row.kind]} · {row.made_by}
        </Text>
      </>
    ),
  },
  {
    key: 'state',
    title: 'State',
    width: 'minmax(0, 1.4fr)',
    cell: (row) => {
      const { tone, text } = STATE_WORDS[row.state];
      return (
        <StateMark tone={tone}>{isWorking(row) ? `${text} ${formatShare(row.progress, 1)}` : text}</StateMark>
      );
    },
  },
  {
    key: 'rows',
    title: 'Rows',
    width: 'minmax(0, 1fr)',
    align: 'end',
    wideOnly: true,
    cell: ({ counts }) => (
      <Text size="sm" className="numbers">
        {counts.rows > 0 ? countRows(counts.rows) : '–'}
      </Text>
    ),
  },
  {
    key: 'at',
    title: 'Begun',
    width: 'minmax(0, 1fr)',
    align: 'end',
    wideOnly: true,
    cell: ({ created_at: at }) => (
      <Text size="sm" c="dimmed">
        <Time at={at} />
      </Text>
    ),
  },
];

interface ImportsTableProps {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
  rows: Import[];
}

export function ImportsTable({ query, rows }: ImportsTableProps) {
  return (
    <VirtualTable
      label="Imports"
      columns={COLUMNS}
      rows={rows}
      rowKey={(row) => row.id}
      hasMore={query.hasNextPage}
      isLoadingMore={query.isFetchingNextPage}
      onMore={() => void query.fetchNextPage()}
    />
  );
}
