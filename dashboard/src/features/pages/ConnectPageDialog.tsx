// Connecting a Page; then on to its checks.
import { Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { notifyDone } from '../../ui/notify.ts';
import { TokenForm } from './TokenForm.tsx';

interface ConnectPageDialogProps {
  isOpen: boolean;
  onClose: () => void;
  isAppConfigured: boolean;
}

export function ConnectPageDialog({ isOpen, onClose, isAppConfigured }: ConnectPageDialogProps) {
  const navigate = useNavigate();
  return (
    <Modal opened={isOpen} onClose={onClose} title="Connect a Page" size="lg">
      <TokenForm
        isAppConfigured={isAppConfigured}
        verb="Connect and check"
        onDone={(page) => {
          onClose();
          notifyDone(`${page.name} is connected.`);
          void navigate({ to: '/pages/$pageId', params: { pageId: page.id } });
        }}
      />
    </Modal>
  );
}
