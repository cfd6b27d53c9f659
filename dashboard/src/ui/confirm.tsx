// Asks before what cannot be undone, naming what will happen.
import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';

interface Confirmation {
  title: string;
  body: ReactNode;
  /** The verb on the button: "Disconnect", "Stop campaign". */
  verb: string;
  tone?: 'danger' | 'normal';
  onConfirm: () => void;
}

export function confirmAction({ title, body, verb, tone = 'danger', onConfirm }: Confirmation): void {
  modals.openConfirmModal({
    title,
    children: typeof body === 'string' ? <Text size="sm">{body}</Text> : body,
    labels: { confirm: verb, cancel: 'Cancel' },
    confirmProps: { color: tone === 'danger' ? 'red.8' : 'sea' },
    onConfirm,
  });
}
