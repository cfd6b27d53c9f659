// The rows of people.
import { Group, Text } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { PersonRow } from '../../api/types.ts';
import { RowLink } from '../../ui/RowLink.tsx';
import { Time } from '../../ui/Time.tsx';
import { useLoadMore } from '../../ui/useLoadMore.ts';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';
import { ReachMark } from './ReachMark.tsx';

interface Reply {
  people: PersonRow[];
}
const peopleOf = (reply: Reply) => reply.people;

const COLUMNS: Column<PersonRow>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 2.2fr)',
    cell: (person) => (
      <>
        <RowLink to="/people/$personId" params={{ personId: person.id }}>
          {person.name ?? person.customer_id ?? 'Unnamed'}
        </RowLink>
        {person.email && (
          <Text size="xs" c="dimmed" truncate>
            {person.email}
          </Text>
        )}
      </>
    ),
  },
  {
    key: 'customer',
    title: 'Customer ID',
    width: 'minmax(0, 1.5fr)',
    wideOnly: true,
    cell: (person) => person.customer_id ?? <Text c="dimmed">anonymous</Text>,
  },
  {
    key: 'psid',
    title: 'PSID',
    width: 'minmax(0, 1.5fr)',
    wideOnly: true,
    cell: (person) => person.ps_id ?? <Text c="dimmed">none</Text>,
  },
  {
    key: 'window',
    title: 'Window',
    width: 'minmax(0, 1.5fr)',
    cell: (person) => (
      <Group gap={0} wrap="nowrap">
        <ReachMark identity={person} />
      </Group>
    ),
  },
  {
    key: 'wrote',
    title: 'Last wrote',
    width: '120px',
    wideOnly: true,
    cell: (person) =>
      person.last_user_action_at ? <Time at={person.last_user_action_at} /> : <Text c="dimmed">never</Text>,
  },
];

export function PeopleTable({ query }: { query: UseInfiniteQueryResult<InfiniteData<Reply>> }) {
  const list = useLoadMore(query, peopleOf);
  return <VirtualTable label="People" columns={COLUMNS} rowKey={(person) => person.id} {...list} />;
}
