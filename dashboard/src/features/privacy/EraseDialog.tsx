// Asks before a person is erased for good: whoever does it types the word.
import { Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { erasePerson } from '../../api/privacy.ts';
import type { Person } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { nameOf } from './nameOf.ts';

const WORD = 'erase';

interface EraseDialogProps {
  person: Person;
  isOpen: boolean;
  onClose: () => void;
}

export function EraseDialog({ person, isOpen, onClose }: EraseDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Erase ${nameOf(person)}?`}>
      <EraseForm person={person} onClose={onClose} />
    </Modal>
  );
}

function EraseForm({ person, onClose }: Omit<EraseDialogProps, 'isOpen'>) {
  const [typed, setTyped] = useState('');
  const erasing = useErasing(person, onClose);
  const isMeant = typed.trim().toLowerCase() === WORD;
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    if (isMeant) erasing.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {erasing.error && <ErrorState error={erasing.error} title="Nothing was erased" />}
        <Text size="sm">This cannot be undone.</Text>
        <List size="sm" spacing={4}>
          <List.Item>
            Attributes, PSIDs, events, consents, lists and segments of theirs are deleted.
          </List.Item>
          <List.Item>Messages that wait for them are not sent.</List.Item>
          <List.Item>
            Reports go on counting what they got, without saying who it was or what was in it.
          </List.Item>
          <List.Item>If they write to a Page again, they are somebody new.</List.Item>
        </List>
        <TextInput
          label={`Type “${WORD}” to go on`}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red.8" disabled={!isMeant} loading={erasing.isPending}>
            Erase for good
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useErasing(person: Person, onClose: () => void) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => erasePerson(person.id),
    onSuccess: async ({ id, waiting }) => {
      onClose();
      await navigate({ to: '/people' });
      queryClient.removeQueries({ queryKey: ['people', 'one', person.id] });
      await queryClient.invalidateQueries({ queryKey: ['people'] });
      await queryClient.invalidateQueries({ queryKey: ['erasures'] });
      notifyDone(
        waiting > 0
          ? `A message to them is just leaving; they are erased right after it. Receipt ${id}.`
          : `Erased. Receipt ${id}.`,
      );
    },
  });
}
