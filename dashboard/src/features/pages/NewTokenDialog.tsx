// Giving a connected Page a new token, after the old one expired or was withdrawn.
import { Modal } from '@mantine/core';
import type { Page } from '../../api/types.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { TokenForm } from './TokenForm.tsx';

interface NewTokenDialogProps {
  page: Page;
  isOpen: boolean;
  onClose: () => void;
  isAppConfigured: boolean;
}

export function NewTokenDialog({ page, isOpen, onClose, isAppConfigured }: NewTokenDialogProps) {
  const finish = (connected: Page) => {
    onClose();
    if (connected.id === page.id) notifyDone('The new token is in use.');
    else
      notifyFailed(
        'That token belongs to another Page',
        new Error(`${connected.name} was connected instead. ${page.name} still needs its own token.`),
      );
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title={`New token for ${page.name}`} size="lg">
      <TokenForm isAppConfigured={isAppConfigured} verb="Use this token" onDone={finish} />
    </Modal>
  );
}
