// Chooses one person: by name, customer id, an attribute, or a raw PSID.
import { Autocomplete, Group, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '../../../api/people.ts';
import type { Recipient } from '../../../api/types.ts';
import { PersonSelect } from '../../../ui/PersonSelect.tsx';
import type { RecipientDraft } from './recipient.ts';

const WAYS: { value: Recipient['by']; label: string }[] = [
  { value: 'person', label: 'A person' },
  { value: 'customer_id', label: 'Customer ID' },
  { value: 'attribute', label: 'Attribute' },
  { value: 'psid', label: 'PSID' },
];

/** Of a draft. */
export const OF_SEGMENT = 'Anyone of the segment';

interface RecipientPickerProps {
  draft: RecipientDraft;
  onChange: (draft: RecipientDraft) => void;
  /** How anyone is called; left out: a test goes to somebody chosen, never to anyone. */
  anyone?: string;
}

export function RecipientPicker({ draft, onChange, anyone }: RecipientPickerProps) {
  return (
    <Stack gap="xs">
      <Select
        label="For"
        data={anyone === undefined ? WAYS : [{ value: 'any', label: anyone }, ...WAYS]}
        value={draft.by}
        onChange={(by) => by && onChange({ ...draft, by: by as Recipient['by'] })}
        allowDeselect={false}
      />
      {draft.by === 'person' && (
        <PersonSelect
          personId={draft.personId}
          personLabel={draft.personLabel}
          onChange={(personId, personLabel) => onChange({ ...draft, personId, personLabel })}
        />
      )}
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
