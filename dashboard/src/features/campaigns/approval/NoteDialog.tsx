// A few words that go with a decision.
import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';

const LONGEST = 1000;

interface NoteDialogProps {
  isOpen: boolean;
  title: string;
  label: string;
  verb: string;
  isRequired?: boolean;
  isBusy: boolean;
  onClose: () => void;
  onNote: (note: string) => void;
}

export function NoteDialog(props: NoteDialogProps) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={props.title}>
      <NoteForm {...props} />
    </Modal>
  );
}

function NoteForm({ label, verb, isRequired = false, isBusy, onClose, onNote }: NoteDialogProps) {
  const [note, setNote] = useState('');
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    onNote(note.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Textarea
          label={label}
          description={isRequired ? undefined : 'May be left empty.'}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={LONGEST}
          autosize
          minRows={3}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isBusy} disabled={isRequired && note.trim() === ''}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
