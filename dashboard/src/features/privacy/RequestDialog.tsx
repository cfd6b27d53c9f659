// An operator does what a request asks: says who it is and erases them, or closes it with what was found out.
import { Button, Divider, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { closeRequest, eraseForRequest, privacyRequestsQuery } from '../../api/privacy.ts';
import type { PrivacyRequest } from '../../api/types.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { PersonSelect } from '../../ui/PersonSelect.tsx';
import { describeSubject } from './describeSubject.ts';

interface RequestDialogProps {
  /** null: closed. */
  request: PrivacyRequest | null;
  onClose: () => void;
}

export function RequestDialog({ request, onClose }: RequestDialogProps) {
  return (
    <Modal opened={request !== null} onClose={onClose} title="A request to delete everything">
      {request && <RequestForm request={request} onClose={onClose} />}
    </Modal>
  );
}

interface Person {
  id: string;
  label: string | null;
}

function RequestForm({ request, onClose }: { request: PrivacyRequest; onClose: () => void }) {
  const [person, setPerson] = useState<Person | null>(null);
  const [note, setNote] = useState('');
  const erasing = useHandling((id: string) => eraseForRequest(request.id, id), 'They are erased.', onClose);
  const closing = useHandling(
    (text: string) => closeRequest(request.id, text),
    'The request is closed.',
    onClose,
  );
  const error = erasing.error ?? closing.error;
  const erase = ({ id, label }: Person) =>
    confirmAction({
      title: `Erase ${label ?? id}?`,
      body: 'Everything of them is deleted, for good. This cannot be undone.',
      verb: 'Erase for good',
      onConfirm: () => erasing.mutate(id),
    });
  return (
    <Stack>
      {error && <ErrorState error={error} title="The request is still open" />}
      {request.subject && <Text size="sm">Told: {describeSubject(request.subject)}.</Text>}
      {request.source === 'facebook' && (
        <Text size="sm" c="dimmed">
          Facebook’s id belongs to the app’s login and is no PSID. If your systems keep it beside the
          customer, look them up there.
        </Text>
      )}
      <PersonSelect
        personId={person?.id ?? null}
        personLabel={person?.label ?? null}
        onChange={(id, label) => setPerson(id === null ? null : { id, label })}
      />
      <Group justify="flex-end">
        <Button
          color="red.8"
          disabled={person === null}
          loading={erasing.isPending}
          onClick={() => person && erase(person)}
        >
          Erase this person…
        </Button>
      </Group>
      <Divider label="or" />
      <Textarea
        label="Close it without erasing anybody"
        description="What was found, such as “Only logged in, never wrote to us”."
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button
          variant="default"
          disabled={note.trim() === ''}
          loading={closing.isPending}
          onClick={() => closing.mutate(note)}
        >
          Close request
        </Button>
      </Group>
    </Stack>
  );
}

function useHandling(handle: (value: string) => Promise<unknown>, done: string, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: handle,
    onSuccess: async () => {
      notifyDone(done);
      onDone();
      await queryClient.invalidateQueries({ queryKey: privacyRequestsQuery.queryKey });
      await queryClient.invalidateQueries({ queryKey: ['erasures'] });
      await queryClient.invalidateQueries({ queryKey: ['people'] });
    },
  });
}
