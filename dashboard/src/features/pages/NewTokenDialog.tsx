// Giving a connected Page a new token, after the old one expired or was withdrawn.
import { Divider, Modal, Stack } from '@mantine/core';
import type { Page } from '../../api/types.ts';
import { notifyDone } from '../../ui/notify.ts';
import { ContinueButton } from './login/ContinueButton.tsx';
import { TokenForm } from './TokenForm.tsx';

interface NewTokenDialogProps {
  page: Page;
  isOpen: boolean;
  onClose: () => void;
  isAppConfigured: boolean;
}

export function NewTokenDialog({ page, isOpen, onClose, isAppConfigured }: NewTokenDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={`New token for ${page.name}`} size="lg">
      <Stack>
        <ContinueButton fullWidth app={{ app_id: page.app_id }} />
        <Divider label="or" />
        <TokenForm
          isAppConfigured={isAppConfigured}
          verb="Use this token"
          pageId={page.id}
          onDone={() => {
            onClose();
            notifyDone('The new token is in use.');
          }}
        />
      </Stack>
    </Modal>
  );
}
