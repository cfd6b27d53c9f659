// Leads from a one-time password, of the first start or of whoever added the operator, to one of one's own.
import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey } from '@tabler/icons-react';
import { PasswordForm } from './PasswordForm.tsx';

export function OwnPasswordBanner() {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <Alert color="yellow" icon={<IconKey size={18} />} mb="lg" py="xs">
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          You signed in with a one-time password that somebody else has seen. Set one of your own.
        </Text>
        <Button size="xs" variant="default" onClick={open}>
          Set password
        </Button>
      </Group>
      <Modal opened={isOpen} onClose={close} title="Set your own password">
        <PasswordForm currentLabel="One-time password" onChanged={close} />
      </Modal>
    </Alert>
  );
}
