// Chooses one person: by name, customer id, an attribute, or a raw PSID.
import { Autocomplete, Group, Select, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { catalogueQuery, peopleSearchQuery } from '../../../api/people.ts';
import type { Recipient } from '../../../api/types.ts';
import type { RecipientDraft } from './recipient.ts';

const WAYS: { value: Recipient['by']; label: string }[] = [
  { value: 'any', label: 'Anyone of the segment' },
  { value: 'person', label: 'A person' },
  { value: 'customer_id', label: 'Customer ID' },
  { value: 'attribute', label: 'Attribute' },
  { value: 'psid', label: 'PSID' },
];

interface RecipientPickerProps {
  draft: RecipientDraft;
  onChange: (draft: RecipientDraft) => void;
  /** A test goes to somebody chosen, never to anyone. */
  withAny: boolean;
}

export function RecipientPicker({ draft, onChange, withAny }: RecipientPickerProps) {
  return (
    <Stack gap="xs">
      <Select
        label="For"
        data={withAny ? WAYS : WAYS.filter((way) => way.value !== 'any')}
        value={draft.by}
        onChange={(by) => by && onChange({ ...draft, by: by as Recipient['by'] })}
        allowDeselect={false}
      />
      {draft.by === 'person' && <PersonSelect draft={draft} onChange={onChange} />}
      {draft.by === 'customer_id' && (
        <TextInput
          aria-label="Customer ID"
          placeholder="Customer ID"
          value={draft.customerId}
          maxLength={200}
          onChange={(event) => onChange({ ...draft, customerId: event.currentTarget.value })}
        />
      )}
      {draft.by === 'attribute' && <AttributeValue draft={draft} onChange={onChange} />}
      {draft.by === 'psid' && (
        <TextInput
          aria-label="PSID"
          placeholder="PSID, digits only"
          inputMode="numeric"
          value={draft.psid}
          maxLength={32}
          onChange={(event) => onChange({ ...draft, psid: event.currentTarget.value })}
          error={/\D/.test(draft.psid.trim()) && 'A PSID has digits only'}
        />
      )}
    </Stack>
  );
}

interface PartProps {
  draft: RecipientDraft;
  onChange: (draft: RecipientDraft) => void;
}

function PersonSelect({ draft, onChange }: PartProps) {
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search, 250);
  const wanted = settled === draft.personLabel ? '' : settled;
  const people = useQuery({ ...peopleSearchQuery(wanted), placeholderData: keepPreviousData });
  const found = (people.data?.people ?? []).map((person) => ({
    value: person.id,
    label: `${person.name ?? 'Unnamed'} · ${person.customer_id ?? person.ps_id ?? 'anonymous'}`,
  }));
  const chosen =
    draft.personId !== null && !found.some((one) => one.value === draft.personId)
      ? [{ value: draft.personId, label: draft.personLabel ?? draft.personId }]
      : [];
  return (
    <Select
      aria-label="Person"
      placeholder="Search by name, customer ID or PSID"
      searchable
      data={[...chosen, ...found]}
      // The service has searched already, by more than the label shows.
      filter={({ options }) => options}
      value={draft.personId}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(personId, option) => onChange({ ...draft, personId, personLabel: option?.label ?? null })}
      nothingFoundMessage={people.isFetching ? 'Searching…' : 'No one found'}
    />
  );
}

function AttributeValue({ draft, onChange }: PartProps) {
  const catalogue = useQuery(catalogueQuery);
  return (
    <Group grow align="flex-start" gap="xs">
      <Autocomplete
        aria-label="Attribute"
        placeholder="Attribute"
        data={catalogue.data?.attributes.map((attribute) => attribute.name) ?? []}
        limit={100}
        maxLength={100}
        value={draft.attribute}
        onChange={(attribute) => onChange({ ...draft, attribute })}
      />
      <TextInput
        aria-label="Value"
        placeholder="Value"
        maxLength={1000}
        value={draft.value}
        onChange={(event) => onChange({ ...draft, value: event.currentTarget.value })}
      />
    </Group>
  );
}
