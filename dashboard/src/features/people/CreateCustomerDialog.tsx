// Creates a customer by hand: id, the usual attributes, and a PSID when it is known.
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { saveCustomer } from '../../api/people.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';
import { notifyDone } from '../../ui/notify.ts';

const EMPTY = { customer_id: '', first_name: '', last_name: '', email: '', ps_id: '' };

export function CreateCustomerDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Create a customer">
      <CustomerForm onSaved={onClose} />
    </Modal>
  );
}

function CustomerForm({ onSaved }: { onSaved: () => void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      customer_id: (value) => (value.trim() === '' ? 'Enter the id your systems use' : null),
      ps_id: (value) => (/^\d*$/.test(value.trim()) ? null : 'A PSID has digits only'),
    },
  });
  const saving = useMutation({
    mutationFn: ({ customer_id, ...rest }: typeof EMPTY) => {
      const entries = Object.entries(rest).map(([name, value]) => [name, value.trim()]);
      const attributes = Object.fromEntries(entries.filter(([, value]) => value !== ''));
      return saveCustomer(customer_id.trim(), attributes);
    },
    onMutate: () => setUnplaced(null),
    onError: (error) => setUnplaced(applyFormError(form, error)),
    onSuccess: async (person) => {
      await queryClient.invalidateQueries({ queryKey: ['people'] });
      notifyDone('The customer is saved.');
      onSaved();
      await navigate({ to: '/people/$personId', params: { personId: person.id } });
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        {unplaced !== null && <ErrorState error={unplaced} title="The customer was not saved" />}
        <TextInput
          label="Customer ID"
          description="An existing customer with this id is updated."
          data-autofocus
          {...form.getInputProps('customer_id')}
        />
        <Group grow align="flex-start">
          <TextInput label="First name" {...form.getInputProps('first_name')} />
          <TextInput label="Last name" {...form.getInputProps('last_name')} />
        </Group>
        <TextInput label="E-mail" type="email" {...form.getInputProps('email')} />
        <TextInput
          label="PSID"
          description="A PSID known from Messenger joins that person to this customer."
          inputMode="numeric"
          {...form.getInputProps('ps_id')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            Save customer
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
