// One event: what it carries, which of its numbers filters find fastest, and how long it is kept.
import { Button, Group, Modal, NumberInput, Select, Stack, Table, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { updateEvent } from '../../api/catalogue.ts';
import { catalogueQuery } from '../../api/people.ts';
import type { CatalogueEvent } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';
import { notifyDone } from '../../ui/notify.ts';
import { TableScroll } from '../../ui/TableScroll.tsx';
import { TYPE_WORDS } from './words.ts';

const MAX_DAYS = 36_500;

/** @param event null: closed */
export function EventDialog({ event, onClose }: { event: CatalogueEvent | null; onClose: () => void }) {
  return (
    <Modal opened={event !== null} onClose={onClose} title={event?.name ?? 'Event'}>
      {event && <EventForm key={event.name} event={event} onSaved={onClose} />}
    </Modal>
  );
}

function EventForm({ event, onSaved }: { event: CatalogueEvent; onSaved: () => void }) {
  const queryClient = useQueryClient();
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const chosen = event.value_attribute ?? event.filling_attribute;
  const form = useForm<{ value_attribute: string | null; retain_days: number | '' }>({
    initialValues: { value_attribute: chosen, retain_days: event.retain_days ?? '' },
  });
  const saving = useMutation({
    mutationFn: (values: typeof form.values) =>
      updateEvent(event.name, {
        retain_days: values.retain_days === '' ? null : values.retain_days,
        ...(values.value_attribute !== null &&
          values.value_attribute !== chosen && { value_attribute: values.value_attribute }),
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: catalogueQuery.queryKey });
      notifyDone('The event is saved.');
      onSaved();
    },
    onError: (error) => setUnplaced(applyFormError(form, error)),
  });
  const numbers = event.attributes.filter(({ type }) => type === 'number' || type === 'mixed');
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        {unplaced !== null && <ErrorState error={unplaced} title="It was not saved" />}
        <Carried event={event} />
        {numbers.length > 0 && (
          <Select
            label="Value"
            description="The number that segments add up and compare fastest. When it changes, events there are follow in the background."
            data={numbers.map(({ name }) => name)}
            allowDeselect={false}
            comboboxProps={{ withinPortal: true }}
            {...form.getInputProps('value_attribute')}
          />
        )}
        <NumberInput
          label="Keep for so many days"
          description="Older events of this name are deleted, from segments and timelines too. Empty: they are kept."
          min={1}
          max={MAX_DAYS}
          allowDecimal={false}
          clampBehavior="strict"
          placeholder="for ever"
          {...form.getInputProps('retain_days')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending} disabled={!form.isDirty()}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Carried({ event }: { event: CatalogueEvent }) {
  if (event.attributes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        It carries no attributes.
      </Text>
    );
  }
  return (
    <TableScroll label="Attributes of the event" minWidth={0} mah={260}>
      <Table verticalSpacing={4} aria-label="What it carries">
        <Table.Tbody>
          {event.attributes.map(({ name, type }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400} style={{ overflowWrap: 'anywhere' }}>
                {name}
              </Table.Th>
              <Table.Td c="dimmed">{TYPE_WORDS[type]}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </TableScroll>
  );
}
