// Custom labels of a Page: marks on people, which its inbox at Facebook shows as well.
import { Button, Group, Pill, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asApiError } from '../../api/client.ts';
import { createLabel, deleteLabel, labelsQuery, type PageLabel } from '../../api/page-tools.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';

export function LabelsPanel({ pageId }: { pageId: string }) {
  const labels = useQuery(labelsQuery(pageId));
  return (
    <Panel
      title="Labels"
      description="Marks on people that the Page’s inbox shows as well. Put one on somebody on their own screen under People."
    >
      <Stack>
        {labels.isPending && <LoadingRows rows={1} />}
        {labels.error && <ErrorState error={labels.error} onRetry={labels.refetch} />}
        {labels.data && labels.data.labels.length === 0 && (
          <Text size="sm" c="dimmed">
            This Page has no labels yet.
          </Text>
        )}
        <Labels pageId={pageId} labels={labels.data?.labels ?? []} />
        <NewLabel pageId={pageId} />
      </Stack>
    </Panel>
  );
}

function Labels({ pageId, labels }: { pageId: string; labels: PageLabel[] }) {
  const queryClient = useQueryClient();
  const deleting = useMutation({
    mutationFn: (label: PageLabel) => deleteLabel(pageId, label.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pages', pageId] }),
    onError: (error, label) => notifyFailed(`${label.name} is still there`, error),
  });
  const remove = (label: PageLabel) =>
    confirmAction({
      title: `Delete the label ${label.name}?`,
      body: 'It leaves everybody who has it, here and in the Page’s inbox.',
      verb: 'Delete',
      onConfirm: () => deleting.mutate(label),
    });
  return (
    <Group gap="xs">
      {labels.map((label) => (
        <Pill
          key={label.id}
          size="md"
          withRemoveButton
          removeButtonProps={{ 'aria-label': `Delete ${label.name}`, 'aria-hidden': false, tabIndex: 0 }}
          onRemove={() => remove(label)}
        >
          {label.name}
        </Pill>
      ))}
    </Group>
  );
}

function NewLabel({ pageId }: { pageId: string }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const creating = useMutation({
    mutationFn: () => createLabel(pageId, name.trim()),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: labelsQuery(pageId).queryKey });
      setName('');
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        creating.mutate();
      }}
    >
      <Group gap="xs" align="flex-start">
        <TextInput
          aria-label="New label"
          placeholder="New label"
          value={name}
          error={creating.error && asApiError(creating.error).message}
          onChange={(event) => setName(event.currentTarget.value)}
          flex="0 1 16rem"
        />
        <Button type="submit" variant="default" disabled={name.trim() === ''} loading={creating.isPending}>
          Create label
        </Button>
      </Group>
    </form>
  );
}
