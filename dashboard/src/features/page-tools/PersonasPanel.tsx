// Personas of a Page: names and pictures it writes under.
import { ActionIcon, Avatar, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconTrash, IconUserCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createPersona, deletePersona, type Persona, personasQuery } from '../../api/page-tools.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';

export function PersonasPanel({ pageId }: { pageId: string }) {
  const personas = useQuery(personasQuery(pageId));
  const [isOpen, { open, close }] = useDisclosure(false);
  const list = personas.data?.personas ?? [];
  const create = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
      New persona
    </Button>
  );
  return (
    <Panel
      title="Personas"
      description="Names and pictures a campaign can write under instead of the Page’s own."
      actions={list.length > 0 && create}
    >
      {personas.isPending && <LoadingRows rows={2} />}
      {personas.error && <ErrorState error={personas.error} onRetry={personas.refetch} />}
      {personas.data && list.length === 0 && (
        <EmptyState icon={<IconUserCircle size={26} />} title="No personas" action={create}>
          Messages come from the Page itself.
        </EmptyState>
      )}
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {list.map((persona) => (
          <PersonaRow key={persona.id} pageId={pageId} persona={persona} />
        ))}
      </Stack>
      <Modal opened={isOpen} onClose={close} title="New persona">
        <PersonaForm pageId={pageId} onDone={close} />
      </Modal>
    </Panel>
  );
}

function PersonaRow({ pageId, persona }: { pageId: string; persona: Persona }) {
  const queryClient = useQueryClient();
  const deleting = useMutation({
    mutationFn: () => deletePersona(pageId, persona.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: personasQuery(pageId).queryKey }),
    onError: (error) => notifyFailed(`${persona.name} is still there`, error),
  });
  const remove = () =>
    confirmAction({
      title: `Delete ${persona.name}?`,
      body: 'Messages that were sent under this name keep it. Campaigns that use it cannot send any more until another is chosen.',
      verb: 'Delete',
      onConfirm: () => deleting.mutate(),
    });
  return (
    <Group component="li" wrap="nowrap" gap="sm">
      <Avatar src={persona.profile_picture_url} alt="" radius="xl" />
      <Text fw={550} flex={1} truncate>
        {persona.name}
      </Text>
      <ActionIcon aria-label={`Delete ${persona.name}`} loading={deleting.isPending} onClick={remove}>
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}

const EMPTY = { name: '', profile_picture_url: '' };

function PersonaForm({ pageId, onDone }: { pageId: string; onDone: () => void }) {
  const queryClient = useQueryClient();
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const form = useForm({ initialValues: EMPTY });
  const creating = useMutation({
    mutationFn: (values: typeof EMPTY) => createPersona(pageId, values),
    onMutate: () => setUnplaced(null),
    onError: (error) => setUnplaced(applyFormError(form, error)),
    onSuccess: async (persona) => {
      await queryClient.invalidateQueries({ queryKey: personasQuery(pageId).queryKey });
      notifyDone(`${persona.name} can be chosen in campaigns.`);
      onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => creating.mutate(values))} noValidate>
      <Stack>
        {unplaced !== null && <ErrorState error={unplaced} title="The persona was not created" />}
        <TextInput
          label="Name"
          description={`${[...form.values.name].length} of 50 characters`}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput
          label="Address of the picture"
          description="Facebook fetches it from there once; at most 8 MB."
          placeholder="https://"
          {...form.getInputProps('profile_picture_url')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={creating.isPending}>
            Create persona
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
