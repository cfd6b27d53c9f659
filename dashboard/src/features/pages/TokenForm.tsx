// The access token of a Page, and the app it belongs to when configuration does not say. Knows neither first nor new token.
import {
  Button,
  Collapse,
  Group,
  PasswordInput,
  Stack,
  Textarea,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ConnectInput, connectPage } from '../../api/pages.ts';
import type { Page } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';

interface TokenFormProps {
  isAppConfigured: boolean;
  verb: string;
  /** The Page the token has to be of; left out: any. */
  pageId?: string;
  onDone: (page: Page) => void;
}

const EMPTY = { access_token: '', app_id: '', app_secret: '', verify_token: '' };

/** Fields left empty are left out: the service then takes them from configuration or from what it stored. */
function filled(values: typeof EMPTY): ConnectInput {
  const entries = Object.entries(values).map(([name, value]) => [name, value.trim()]);
  return Object.fromEntries(entries.filter(([, value]) => value !== '')) as unknown as ConnectInput;
}

export function TokenForm({ isAppConfigured, verb, pageId, onDone }: TokenFormProps) {
  const queryClient = useQueryClient();
  const [isOpen, { toggle }] = useDisclosure(!isAppConfigured);
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      access_token: (value) => (value.trim() === '' ? 'Paste the Page access token' : null),
      app_id: (value) => (/^\d*$/.test(value.trim()) ? null : 'An app ID has digits only'),
    },
  });
  const connecting = useMutation({
    mutationFn: (values: typeof EMPTY) =>
      connectPage({ ...filled(values), ...(pageId !== undefined && { page_id: pageId }) }),
    onMutate: () => setUnplaced(null),
    onError: (error) => setUnplaced(applyFormError(form, error)),
    onSuccess: async (page) => {
      await queryClient.invalidateQueries({ queryKey: ['pages'] });
      onDone(page);
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => connecting.mutate(values))} noValidate>
      <Stack>
        {unplaced !== null && <ErrorState error={unplaced} title="The Page was not connected" />}
        <Textarea
          label="Page access token"
          description="From your Facebook app: Messenger, API set-up, Generate token. It is stored encrypted and never shown again."
          autosize
          minRows={2}
          maxRows={5}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('access_token')}
        />
        <UnstyledButton onClick={toggle} aria-expanded={isOpen} fz="sm" c="dimmed">
          <Group gap={6}>
            <IconChevronDown size={16} style={{ rotate: isOpen ? '180deg' : undefined }} aria-hidden />
            {isAppConfigured ? 'Use another app than the configured one' : 'The Facebook app'}
          </Group>
        </UnstyledButton>
        <Collapse expanded={isOpen}>
          <Stack>
            <TextInput
              label="App ID"
              description="Left empty: what the token says."
              inputMode="numeric"
              {...form.getInputProps('app_id')}
            />
            <PasswordInput
              label="App secret"
              description="Signs our calls and proves that events come from Facebook."
              autoComplete="off"
              {...form.getInputProps('app_secret')}
            />
            <TextInput
              label="Verify token"
              description="Left empty: one is made."
              autoComplete="off"
              {...form.getInputProps('verify_token')}
            />
          </Stack>
        </Collapse>
        <Group justify="flex-end">
          <Button type="submit" loading={connecting.isPending}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
