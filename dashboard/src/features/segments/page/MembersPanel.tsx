// Who is in now, without end.
import { Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { segmentPeopleQuery } from '../../../api/segments.ts';
import type { SegmentPreview } from '../../../api/types.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingRows } from '../../../ui/Loading.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { RowLink } from '../../../ui/RowLink.tsx';
import { useLoadMore } from '../../../ui/useLoadMore.ts';
import { type Column, VirtualTable } from '../../../ui/VirtualTable.tsx';

type Member = SegmentPreview['sample'][number];
const membersOf = (reply: { people: Member[] }) => reply.people;

const COLUMNS: Column<Member>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 1.4fr)',
    cell: (person) => (
      <RowLink to="/people/$personId" params={{ personId: person.id }}>
        {person.name ?? person.customer_id ?? 'Unnamed'}
      </RowLink>
    ),
  },
  {
    key: 'customer',
    title: 'Customer ID',
    width: 'minmax(0, 1fr)',
    cell: (person) => person.customer_id ?? <Text c="dimmed">anonymous</Text>,
  },
  {
    key: 'psid',
    title: 'PSID',
    width: 'minmax(0, 1fr)',
    wideOnly: true,
    cell: (person) => person.ps_id ?? <Text c="dimmed">none</Text>,
  },
];

export function MembersPanel({ segmentId }: { segmentId: string }) {
  const people = useInfiniteQuery(segmentPeopleQuery(segmentId));
  const list = useLoadMore(people, membersOf);
  return (
    <Panel title="Who is in">
      {people.isPending && <LoadingRows />}
      {people.error && <ErrorState error={people.error} onRetry={people.refetch} />}
      {people.data && list.rows.length === 0 && (
        <EmptyState icon={<IconUsers size={26} />} title="Nobody is in now">
          Change the filters, or wait until somebody fits.
        </EmptyState>
      )}
      {list.rows.length > 0 && (
        <VirtualTable
          label="People in the segment"
          columns={COLUMNS}
          rowKey={(person) => person.id}
          rowHeight={48}
          {...list}
        />
      )}
    </Panel>
  );
}
