// Gives an attribute another type, after showing what would not fit.
import { Alert, Button, Checkbox, Group, List, Modal, Select, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { conversionQuery } from '../../api/catalogue.ts';
import type { AttributeDetails, AttributeType } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { countPeople } from '../../ui/format.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { useUpdating } from './useUpdating.ts';
import { TYPE_WORDS } from './words.ts';

const TYPES: readonly AttributeType[] = ['string', 'number', 'boolean', 'datetime', 'array', 'object', 'geo'];

interface TypeDialogProps {
  attribute: AttributeDetails;
  isOpen: boolean;
  onClose: () => void;
}

export function TypeDialog({ attribute, isOpen, onClose }: TypeDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Type of “${attribute.name}”`}>
      <TypeForm attribute={attribute} onSaved={onClose} />
    </Modal>
  );
}

function TypeForm({ attribute, onSaved }: { attribute: AttributeDetails; onSaved: () => void }) {
  const [type, setType] = useState<AttributeType | null>(null);
  const [mayRemove, setMayRemove] = useState(false);
  const updating = useUpdating(attribute.name);
  const preview = useConversion(attribute.name, type);
  const isSafe = preview.data?.unfit === 0 && preview.data.is_exact;
  const save = () =>
    type && updating.mutate({ type, remove_unfit: mayRemove && !isSafe }, { onSuccess: onSaved });
  return (
    <Stack>
      {updating.error && <ErrorState error={updating.error} title="The type stays" />}
      <Select
        label="New type"
        data={TYPES.filter((one) => one !== attribute.type).map((value) => ({
          value,
          label: TYPE_WORDS[value],
        }))}
        value={type}
        onChange={(value) => {
          setType(TYPES.find((one) => one === value) ?? null);
          setMayRemove(false);
        }}
        allowDeselect={false}
        comboboxProps={{ withinPortal: true }}
        data-autofocus
      />
      {type && preview.isPending && <LoadingRows rows={2} />}
      {preview.error && <ErrorState error={preview.error} onRetry={preview.refetch} />}
      {type && preview.data && <Outlook preview={preview.data} {...{ mayRemove, setMayRemove }} />}
      <Group justify="flex-end">
        <Button
          onClick={save}
          loading={updating.isPending}
          disabled={!preview.data || preview.isFetching || !(isSafe || mayRemove)}
        >
          Change type
        </Button>
      </Group>
    </Stack>
  );
}

function useConversion(name: string, type: AttributeType | null) {
  return useQuery({
    ...conversionQuery(name, type ?? 'string'),
    enabled: type !== null,
    placeholderData: keepPreviousData,
  });
}

interface OutlookProps {
  preview: NonNullable<ReturnType<typeof useConversion>['data']>;
  mayRemove: boolean;
  setMayRemove: (mayRemove: boolean) => void;
}

function Outlook({ preview, mayRemove, setMayRemove }: OutlookProps) {
  const { fit, unfit, examples, is_exact } = preview;
  if (unfit === 0 && is_exact) {
    return <Text size="sm">The values of {countPeople(fit)} fit, or can be made to.</Text>;
  }
  return (
    <Alert
      color="yellow"
      title={unfit === 0 ? 'Not all were looked at' : `${countPeople(unfit)} would lose their value`}
    >
      <Stack gap="xs">
        {!is_exact && <Text size="sm">There are very many people: this is of a sample of them.</Text>}
        <Text size="sm">The values of {countPeople(fit)} fit, or can be made to. These cannot:</Text>
        <List size="sm" withPadding>
          {examples.map(({ value, people }) => (
            <List.Item key={value} style={{ overflowWrap: 'anywhere' }}>
              “{value}”, {countPeople(people)}
            </List.Item>
          ))}
        </List>
        <Checkbox
          label="Remove values that do not fit"
          checked={mayRemove}
          onChange={(event) => setMayRemove(event.currentTarget.checked)}
        />
      </Stack>
    </Alert>
  );
}
