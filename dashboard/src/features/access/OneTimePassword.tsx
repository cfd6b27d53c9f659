// How somebody signs in for the first time, or again: shown this once.
import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { CopyField } from '../../ui/CopyField.tsx';

interface OneTimePasswordProps {
  email: string;
  password: string;
  onClose: () => void;
}

export function OneTimePassword({ email, password, onClose }: OneTimePasswordProps) {
  return (
    <Stack>
      <CopyField label="E-mail" value={email} />
      <CopyField label="One-time password" value={password} />
      <Alert color="yellow" icon={<IconEyeOff size={18} />}>
        Copy it now and hand it over. Talaria cannot show it again, and asks for a new password after the
        sign-in.
      </Alert>
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
