// Adds an operator and shows the one-time password: this once, never again.
import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { addOperator, operatorsQuery } from '../../api/access.ts';
import type { Operator } from '../../api/types.ts';
import { ChoiceCard } from '../../ui/ChoiceCard.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';
import { OneTimePassword } from './OneTimePassword.tsx';
import { PERMISSIONS } from './permissions.ts';

const MAX_EMAIL_LENGTH = 254;
const BLANK = { name: '', email: '', permission: 'send' as Operator['permission'] };

export function AddOperatorDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: BLANK,
    validate: {
      name: (value) => (value.trim() === '' ? 'Give a name' : null),
      email: (value) => (value.trim() === '' ? 'Give an e-mail: it is what they sign in with' : null),
    },
  });
  const adding = useMutation({
    mutationFn: addOperator,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: operatorsQuery.queryKey }),
    onError: (error) => applyFormError(form, error),
  });
  const close = () => {
    onClose();
    form.reset();
    adding.reset();
  };
  const isAtField = Object.keys(form.errors).length > 0;
  return (
    // With the password on screen a stray click must not close it.
    <Modal opened={isOpen} onClose={close} title="Add an operator" closeOnClickOutside={!adding.data}>
      {adding.data ? (
        <OneTimePassword email={adding.data.email} password={adding.data.one_time_password} onClose={close} />
      ) : (
        <form
          noValidate
          onSubmit={form.onSubmit(({ name, email, permission }) =>
            adding.mutate({ name: name.trim(), email: email.trim(), permission }),
          )}
        >
          <Stack>
            {adding.error && !isAtField && <ErrorState error={adding.error} title="Nobody was added" />}
            <TextInput label="Name" maxLength={100} data-autofocus {...form.getInputProps('name')} />
            <TextInput
              label="E-mail"
              type="email"
              autoComplete="off"
              maxLength={MAX_EMAIL_LENGTH}
              {...form.getInputProps('email')}
            />
            <Radio.Group label="What they may do" {...form.getInputProps('permission')}>
              <Stack gap="xs" mt={6}>
                {PERMISSIONS.map(({ value, title, text }) => (
                  <ChoiceCard key={value} value={value} title={title} text={text} />
                ))}
              </Stack>
            </Radio.Group>
            <Group justify="flex-end">
              <Button type="submit" loading={adding.isPending}>
                Add operator
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
