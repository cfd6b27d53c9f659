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
    <Modal opened={request !== null} onClose={onClose} title={TITLES[request?.kind ?? 'erasure']}>
      {request && <RequestForm request={request} onClose={onClose} />}
    </Modal>
  );
}

const TITLES: Record<PrivacyRequest['kind'], string> = {
  erasure: 'A request to delete everything',
  access: 'A request for a copy',
  portability: 'A request for a copy to take along',
  deauthorisation: 'The app was removed',
};

interface Person {
  id: string;
  label: string | null;
}

interface FormProps {
  request: PrivacyRequest;
  onClose: () => void;
}

function RequestForm({ request, onClose }: FormProps) {
  return (
    <Stack>
      {request.subject && <Text size="sm">Told: {describeSubject(request.subject)}.</Text>}
      {request.note && <Text size="sm">{request.note}</Text>}
      {request.source === 'facebook' && (
        <Text size="sm" c="dimmed">
          Facebook’s id belongs to the app’s login and is no PSID. If your systems keep it beside the
          customer, look them up there.
        </Text>
      )}
      {request.kind === 'erasure' ? (
        <>
          <Erasing request={request} onClose={onClose} />
          <Divider label="or" />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Make sure who is asking. The owner finds the copy on the person’s screen, under Actions: hand it
          over, then close the request.
        </Text>
      )}
      <Closing request={request} onClose={onClose} />
    </Stack>
  );
}

function Erasing({ request, onClose }: FormProps) {
  const [person, setPerson] = useState<Person | null>(null);
  const erasing = useHandling((id: string) => eraseForRequest(request.id, id), 'They are erased.', onClose);
  const erase = ({ id, label }: Person) =>
    confirmAction({
      title: `Erase ${label ?? id}?`,
      body: 'Everything of them is deleted, for good. This cannot be undone.',
      verb: 'Erase for good',
      onConfirm: () => erasing.mutate(id),
    });
  return (
    <>
      {erasing.error && <ErrorState error={erasing.error} title="The request is still open" />}
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
    </>
  );
}

function Closing({ request, onClose }: FormProps) {
  const [note, setNote] = useState('');
  const closing = useHandling(
    (text: string) => closeRequest(request.id, text),
    'The request is closed.',
    onClose,
  );
  const isErasure = request.kind === 'erasure';
  return (
    <>
      {closing.error && <ErrorState error={closing.error} title="The request is still open" />}
      <Textarea
        label={isErasure ? 'Close it without erasing anybody' : 'Close it'}
        description={
          isErasure
            ? 'What was found, such as “Only logged in, never wrote to us”.'
            : 'What was done, such as “Copy handed over”.'
        }
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
    </>
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
