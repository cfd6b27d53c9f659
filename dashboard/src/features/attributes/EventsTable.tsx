// The rows of events: what each carries, which of its numbers is counted with, and how long it is kept.
import { Text } from '@mantine/core';
import { useState } from 'react';
import type { CatalogueEvent } from '../../api/types.ts';
import { RowButton } from '../../ui/RowLink.tsx';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';
import { EventDialog } from './EventDialog.tsx';

const columns = (onOpen: (event: CatalogueEvent) => void): Column<CatalogueEvent>[] => [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 1.4fr)',
    cell: (event) => (
      <>
        <RowButton onClick={() => onOpen(event)}>{event.name}</RowButton>
        <Text size="xs" c="dimmed" truncate hiddenFrom="sm">
          {namesOf(event)}
        </Text>
      </>
    ),
  },
  {
    key: 'attributes',
    title: 'Carries',
    width: 'minmax(0, 2fr)',
    wideOnly: true,
    cell: (event) => (
      <Text span size="sm" c="dimmed" title={namesOf(event)} truncate>
        {namesOf(event)}
      </Text>
    ),
  },
  {
    key: 'value',
    title: 'Value',
    width: 'minmax(0, 1fr)',
    wideOnly: true,
    cell: ({ value_attribute, filling_attribute }) =>
      value_attribute ??
      (filling_attribute === null ? (
        <Text size="sm" c="dimmed">
          none
        </Text>
      ) : (
        <Text size="sm" c="dimmed">
          {filling_attribute}, being filled in
        </Text>
      )),
  },
  {
    key: 'kept',
    title: 'Kept',
    width: '112px',
    cell: ({ retain_days }) =>
      retain_days === null ? (
        <Text size="sm" c="dimmed">
          for ever
        </Text>
      ) : (
        days(retain_days)
      ),
  },
];

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);
const namesOf = ({ attributes }: CatalogueEvent): string =>
  attributes.length === 0 ? 'nothing' : attributes.map(({ name }) => name).join(', ');

const nothing = () => {};

export function EventsTable({ events }: { events: CatalogueEvent[] }) {
  const [opened, setOpened] = useState<CatalogueEvent | null>(null);
  return (
    <>
      <VirtualTable
        label="Events"
        columns={columns(setOpened)}
        rows={events}
        rowKey={(event) => event.name}
        hasMore={false}
        isLoadingMore={false}
        onMore={nothing}
      />
      <EventDialog event={opened} onClose={() => setOpened(null)} />
    </>
  );
}
