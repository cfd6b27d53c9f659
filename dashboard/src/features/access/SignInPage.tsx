// Signing in with e-mail and password.
import { Alert, Box, Button, Card, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { signIn } from '../../api/access.ts';
import { asApiError } from '../../api/client.ts';
import classes from './SignInPage.module.css';

const required = (text: string) => (value: string) => (value.trim() === '' ? text : null);

export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  useDocumentTitle('Sign in · Talaria');
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: required('Enter your e-mail'), password: required('Enter your password') },
  });
  const entering = useMutation({
    mutationFn: ({ email, password }: typeof form.values) => signIn(email.trim(), password),
    onSuccess: onSignedIn,
  });
  return (
    <main className={classes['screen']}>
      <Box w="100%" maw={380}>
        <Stack gap={6} align="center" mb="xl" ta="center">
          <img src="/favicon.svg" alt="" width={44} height={44} />
          <Title order={1}>Sign in to Talaria</Title>
          <Text c="dimmed">Messenger campaigns on your own machine.</Text>
        </Stack>
        <Card padding="xl">
          <form onSubmit={form.onSubmit((values) => entering.mutate(values))} noValidate>
            <Stack>
              {entering.error && <Refused error={entering.error} />}
              <TextInput
                label="E-mail"
                type="email"
                autoComplete="username"
                data-autofocus
                {...form.getInputProps('email')}
              />
              <PasswordInput
                label="Password"
                autoComplete="current-password"
                {...form.getInputProps('password')}
              />
              <Button type="submit" size="md" loading={entering.isPending}>
                Sign in
              </Button>
            </Stack>
          </form>
        </Card>
        <Text size="sm" c="dimmed" mt="lg" ta="center">
          The first start of Talaria prints the owner’s e-mail and a one-time password in its terminal.
        </Text>
      </Box>
    </main>
  );
}

function Refused({ error }: { error: unknown }) {
  const { status, message, remedy } = asApiError(error);
  const text = status === 401 ? 'This e-mail and password do not belong together.' : message;
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
      {text} {remedy}
    </Alert>
  );
}
