// Chooses one person: the service searches while somebody types.
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { peopleSearchQuery } from '../api/people.ts';

interface PersonSelectProps {
  personId: string | null;
  /** As it was shown when the person was chosen. */
  personLabel: string | null;
  onChange: (personId: string | null, label: string | null) => void;
}

export function PersonSelect({ personId, personLabel, onChange }: PersonSelectProps) {
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search, 250);
  const wanted = settled === personLabel ? '' : settled;
  const people = useQuery({ ...peopleSearchQuery(wanted), placeholderData: keepPreviousData });
  const found = (people.data?.people ?? []).map((person) => ({
    value: person.id,
    label: `${person.name ?? 'Unnamed'} · ${person.customer_id ?? person.ps_id ?? 'anonymous'}`,
  }));
  const chosen =
    personId !== null && !found.some((one) => one.value === personId)
      ? [{ value: personId, label: personLabel ?? personId }]
      : [];
  return (
    <Select
      aria-label="Person"
      placeholder="Search by name, customer ID or PSID"
      searchable
      data={[...chosen, ...found]}
      // The service has searched already, by more than the label shows.
      filter={({ options }) => options}
      value={personId}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id, option) => onChange(id, option?.label ?? null)}
      nothingFoundMessage={people.isFetching ? 'Searching…' : 'No one found'}
    />
  );
}
