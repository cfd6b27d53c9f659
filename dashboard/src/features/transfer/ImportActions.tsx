// What can be done with an import as a whole: pause, go on, cancel, take back.
import { Button } from '@mantine/core';
import { IconArrowBackUp, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { actOnImport, type Import, type ImportAction, importQuery } from '../../api/transfer.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { notifyFailed } from '../../ui/notify.ts';

const REFUSED: Record<ImportAction, string> = {
  pause: 'The import was not paused',
  resume: 'The import does not go on',
  cancel: 'The import was not cancelled',
  undo: 'The import was not taken back',
};

export function ImportActions({ row }: { row: Import }) {
  const queryClient = useQueryClient();
  const act = useMutation({
    mutationFn: (action: ImportAction) => actOnImport(row.id, action),
    onSuccess: (done) => queryClient.setQueryData(importQuery(row.id).queryKey, done),
    onError: (error, action) => notifyFailed(REFUSED[action], error),
  });
  const { state } = row;
  const canCancel = ['uploading', 'ready', 'checking', 'checked', 'running', 'paused'].includes(state);
  return (
    <>
      {state === 'running' && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          loading={act.isPending}
          onClick={() => act.mutate('pause')}
        >
          Pause
        </Button>
      )}
      {(state === 'paused' || (state === 'failed' && row.started_at !== null)) && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={act.isPending}
          onClick={() => act.mutate('resume')}
        >
          Go on
        </Button>
      )}
      {canCancel && (
        <Button
          variant="default"
          loading={act.isPending}
          onClick={() => cancel(row, () => act.mutate('cancel'))}
        >
          {state === 'checking' ? 'Cancel check' : 'Cancel import'}
        </Button>
      )}
      {row.can_undo && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          loading={act.isPending}
          onClick={() => askUndo(row, () => act.mutate('undo'))}
        >
          Take back
        </Button>
      )}
    </>
  );
}

function cancel(row: Import, onConfirm: () => void): void {
  if (row.state === 'checking') {
    onConfirm();
    return;
  }
  const isBegun = row.started_at !== null;
  confirmAction({
    title: 'Cancel this import?',
    body: isBegun
      ? 'The rest of the file is not read. What was written until now stays, and can be taken back.'
      : 'The file is removed. Nothing was written.',
    verb: 'Cancel import',
    onConfirm,
  });
}

function askUndo(row: Import, onConfirm: () => void): void {
  confirmAction({
    title: 'Take this import back?',
    body:
      row.kind === 'events'
        ? 'The events it stored are removed.'
        : 'Customers it made are removed, and values it changed are put back. Whoever wrote, was messaged or was changed since stays as they are.',
    verb: 'Take back',
    onConfirm,
  });
}
