// Connecting Pages, both ways: through Facebook's login, which brings several at once, or by pasting a token.
import { Alert, Button, Divider, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';
import { notifyDone } from '../../ui/notify.ts';
import { ContinueButton } from './login/ContinueButton.tsx';
import { TokenForm } from './TokenForm.tsx';

interface ConnectPageDialogProps {
  isOpen: boolean;
  onClose: () => void;
  isAppConfigured: boolean;
  /** An app is configured, or a Page was connected with one: a login needs no more. */
  isAppKnown: boolean;
}

export function ConnectPageDialog({ isOpen, onClose, isAppConfigured, isAppKnown }: ConnectPageDialogProps) {
  const navigate = useNavigate();
  const [isPasting, setPasting] = useState(false);
  return (
    <Modal opened={isOpen} onClose={onClose} title="Connect a Page" size="lg">
      <Stack>
        <Text size="sm" c="dimmed">
          Log in as somebody with full control of the Page, tick the Pages in Facebook’s dialog, and choose
          among them here. Their tokens do not expire by themselves.
        </Text>
        <LoginPart isAppKnown={isAppKnown} />
        <Divider label="or" />
        {isPasting ? (
          <TokenForm
            isAppConfigured={isAppConfigured}
            verb="Connect and check"
            onDone={(page) => {
              onClose();
              notifyDone(`${page.name} is connected.`);
              void navigate({ to: '/pages/$pageId', params: { pageId: page.id } });
            }}
          />
        ) : (
          <Button variant="default" onClick={() => setPasting(true)}>
            Paste a Page access token
          </Button>
        )}
      </Stack>
    </Modal>
  );
}

const NO_APP = { app_id: '', app_secret: '' };

function LoginPart({ isAppKnown }: { isAppKnown: boolean }) {
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const form = useForm({
    initialValues: NO_APP,
    validate: {
      app_id: (value) => (/^\d+$/.test(value.trim()) ? null : 'Enter the app ID: digits only'),
      app_secret: (value) => (value.trim() === '' ? 'Enter the app secret' : null),
    },
  });
  const values = form.getValues();
  return (
    <Stack>
      {unplaced !== null && <ErrorState error={unplaced} title="The login could not begin" />}
      {!isAppKnown && (
        <>
          <Alert color="gray">
            <Text size="sm">
              A login is made through your Facebook app. Both values stand under App settings → Basic; the
              secret is stored encrypted.
            </Text>
          </Alert>
          <TextInput label="App ID" inputMode="numeric" {...form.getInputProps('app_id')} />
          <PasswordInput label="App secret" autoComplete="off" {...form.getInputProps('app_secret')} />
        </>
      )}
      <ContinueButton
        fullWidth
        size="md"
        app={isAppKnown ? {} : { app_id: values.app_id.trim(), app_secret: values.app_secret.trim() }}
        mayGo={() => {
          setUnplaced(null);
          return isAppKnown || !form.validate().hasErrors;
        }}
        onError={(error) => setUnplaced(applyFormError(form, error))}
      />
    </Stack>
  );
}
