// Chooses what is taken to have happened: the latest event, another of the latest, or fields of one's own.
import { ActionIcon, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { DeliveryType, ExampleEvent } from '../../../api/types.ts';
import { AddButton } from '../../../ui/AddButton.tsx';
import { formatRelative } from '../../../ui/format.ts';
import { useNow } from '../../../ui/useNow.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import type { Row } from './happening.ts';
import type { HappeningHandle } from './useHappening.ts';

interface HappeningPickerProps {
  handle: HappeningHandle;
  /** Whom the event that was chosen is about. */
  onPerson?: (personId: string, name: string) => void;
}

const LABELS: Partial<Record<DeliveryType, string>> = {
  api: 'Data of the call',
  conversation: 'What they wrote or tapped',
};

const LATEST = 'latest';
const OWN = 'own';

export function HappeningPicker({ handle, onPerson }: HappeningPickerProps) {
  const { definition } = useDraftContext();
  const nowMs = useNow();
  const { happening, events, choose, names } = handle;
  if (happening === null) return null;
  const { delivery_type: type } = definition;
  const pick = (value: string | null): void => {
    if (value === LATEST) choose({ by: 'latest' });
    else if (value === OWN) choose({ by: 'own', rows: [] });
    else if (value !== null) {
      choose({ by: 'event', id: value });
      const event = events.find(({ id }) => id === value);
      if (event?.person_id && type !== 'business_event')
        onPerson?.(event.person_id, event.person_name ?? 'Unnamed');
    }
  };
  return (
    <Stack gap="xs">
      <Select
        label={LABELS[type] ?? 'What happened'}
        data={[
          { value: LATEST, label: events.length > 0 ? 'The latest of theirs, or of anybody' : 'Nothing yet' },
          ...(events.length > 0
            ? [
                {
                  group: 'One of the latest',
                  items: events.map((event) => ({ value: event.id, label: eventWords(event, nowMs) })),
                },
              ]
            : []),
          { value: OWN, label: 'Data of my own' },
        ]}
        value={happening.by === 'event' ? happening.id : happening.by}
        allowDeselect={false}
        onChange={pick}
      />
      {happening.by === 'own' && (
        <OwnRows rows={happening.rows} names={names} onChange={(rows) => choose({ by: 'own', rows })} />
      )}
    </Stack>
  );
}

const eventWords = ({ name, person_name, happened_at }: ExampleEvent, nowMs: number): string =>
  [name === 'api' ? 'A call' : name, person_name, formatRelative(happened_at, nowMs)]
    .filter((part) => part !== null)
    .join(' · ');

/** The limit of an event's attributes that anybody types. */
const MAX_ROWS = 30;

interface OwnRowsProps {
  rows: readonly Row[];
  names: readonly string[];
  onChange: (rows: Row[]) => void;
}

function OwnRows({ rows, names, onChange }: OwnRowsProps) {
  const set = (index: number, patch: Partial<Row>): void =>
    onChange(rows.map((row, place) => (place === index ? { ...row, ...patch } : row)));
  return (
    <Stack gap="xs" role="group" aria-label="Data of my own">
      {rows.length === 0 && (
        <Text size="sm" c="dimmed">
          No text uses any of it yet.
        </Text>
      )}
      {rows.map((row, index) => {
        const value = (
          <TextInput
            size="xs"
            {...(index < names.length ? { label: row.name } : { 'aria-label': `Value ${index + 1}` })}
            placeholder={index < names.length ? 'Not carried' : 'Value'}
            flex={1}
            maxLength={2000}
            value={row.value}
            onChange={(event) => set(index, { value: event.currentTarget.value })}
          />
        );
        if (index < names.length) return <div key={row.name}>{value}</div>;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a field is known by its place while its name is typed
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput
              size="xs"
              aria-label={`Name ${index + 1}`}
              placeholder="Name"
              flex={1}
              maxLength={100}
              spellCheck={false}
              value={row.name}
              onChange={(event) => set(index, { name: event.currentTarget.value })}
            />
            {value}
            <ActionIcon
              aria-label={`Remove ${row.name || `field ${index + 1}`}`}
              onClick={() => onChange(rows.filter((_, place) => place !== index))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
        );
      })}
      <div>
        <AddButton
          isQuiet
          disabled={rows.length >= MAX_ROWS}
          onClick={() => onChange([...rows, { name: '', value: '' }])}
        >
          Add a field
        </AddButton>
      </div>
    </Stack>
  );
}
