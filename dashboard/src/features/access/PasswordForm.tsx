// Setting one's own password. The service ends the other sessions of the account.
import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changePassword, meQuery } from '../../api/access.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { notifyDone } from '../../ui/notify.ts';

/** As the service has it (src/access/auth.ts). */
const MIN_LENGTH = 10;

interface PasswordFormProps {
  currentLabel?: string;
  onChanged?: () => void;
}

export function PasswordForm({ currentLabel = 'Current password', onChanged }: PasswordFormProps) {
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { current: '', next: '', again: '' },
    validate: {
      current: (value) => (value === '' ? 'Enter the password you have now' : null),
      next: (value) => (value.length < MIN_LENGTH ? `At least ${MIN_LENGTH} characters` : null),
      again: (value, values) => (value !== values.next ? 'The two do not match' : null),
    },
  });
  const changing = useMutation({
    mutationFn: (values: typeof form.values) => changePassword(values.current, values.next),
    onSuccess: async () => {
      form.reset();
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      notifyDone('Your password is changed. Other sessions are signed out.');
      onChanged?.();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => changing.mutate(values))} noValidate>
      <Stack maw={360}>
        {changing.error && <ErrorState error={changing.error} title="The password was not changed" />}
        <PasswordInput
          label={currentLabel}
          autoComplete="current-password"
          {...form.getInputProps('current')}
        />
        <PasswordInput label="New password" autoComplete="new-password" {...form.getInputProps('next')} />
        <PasswordInput
          label="New password again"
          autoComplete="new-password"
          {...form.getInputProps('again')}
        />
        <Group>
          <Button type="submit" loading={changing.isPending}>
            Change password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
