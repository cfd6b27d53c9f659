// Gives an attribute another name.
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { AttributeDetails } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';
import { useUpdating } from './useUpdating.ts';

interface RenameDialogProps {
  attribute: AttributeDetails;
  isOpen: boolean;
  onClose: () => void;
}

export function RenameDialog({ attribute, isOpen, onClose }: RenameDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Rename “${attribute.name}”`}>
      <RenameForm attribute={attribute} onSaved={onClose} />
    </Modal>
  );
}

function RenameForm({ attribute, onSaved }: { attribute: AttributeDetails; onSaved: () => void }) {
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const form = useForm({
    initialValues: { name: attribute.name },
    validate: { name: (value) => (value.trim() === '' ? 'Enter a name' : null) },
  });
  const updating = useUpdating(attribute.name);
  const save = form.onSubmit(({ name }) => {
    setUnplaced(null);
    updating.mutate(
      { name: name.trim() },
      { onSuccess: onSaved, onError: (error) => setUnplaced(applyFormError(form, error)) },
    );
  });
  return (
    <form onSubmit={save} noValidate>
      <Stack>
        {unplaced !== null && <ErrorState error={unplaced} title="It was not renamed" />}
        <Text size="sm">
          Everybody’s value moves. Programs that go on sending the old name make a new attribute of it
          afterwards.
        </Text>
        <TextInput label="New name" maxLength={100} data-autofocus {...form.getInputProps('name')} />
        <Group justify="flex-end">
          <Button type="submit" loading={updating.isPending} disabled={form.values.name === attribute.name}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
