// The labels of one person on one Page: shown, put on, taken off.
import { Group, Pill, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { asApiError } from '../../api/client.ts';
import { labelsQuery, personLabelsQuery, putLabel, takeLabel } from '../../api/page-tools.ts';
import { notifyFailed } from '../../ui/notify.ts';

interface PersonLabelsProps {
  pageId: string;
  psid: string;
}

export function PersonLabels({ pageId, psid }: PersonLabelsProps) {
  const mine = useQuery(personLabelsQuery(pageId, psid));
  const all = useQuery(labelsQuery(pageId));
  const change = useChange({ pageId, psid });
  const error = mine.error ?? all.error;
  if (error) {
    return (
      <Text size="sm" c="dimmed">
        {asApiError(error).message}
      </Text>
    );
  }
  if (!mine.data || !all.data) return null;
  const has = new Set(mine.data.labels.map(({ id }) => id));
  const others = all.data.labels.filter(({ id }) => !has.has(id));
  return (
    <Stack gap={6}>
      <Group gap={6}>
        {mine.data.labels.length === 0 && (
          <Text size="sm" c="dimmed">
            No labels.
          </Text>
        )}
        {mine.data.labels.map((label) => (
          <Pill
            key={label.id}
            size="md"
            withRemoveButton
            removeButtonProps={{ 'aria-label': `Take off ${label.name}`, 'aria-hidden': false, tabIndex: 0 }}
            onRemove={() => change.mutate({ labelId: label.id, isOn: false })}
          >
            {label.name}
          </Pill>
        ))}
        {others.length > 0 && (
          <Select
            aria-label="Put a label on"
            placeholder="Add label"
            size="xs"
            w={130}
            searchable
            data={others.map(({ id, name }) => ({ value: id, label: name }))}
            value={null}
            disabled={change.isPending}
            onChange={(labelId) => labelId && change.mutate({ labelId, isOn: true })}
          />
        )}
      </Group>
    </Stack>
  );
}

function useChange({ pageId, psid }: PersonLabelsProps) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ labelId, isOn }: { labelId: string; isOn: boolean }) =>
      isOn ? putLabel(pageId, psid, labelId) : takeLabel(pageId, psid, labelId),
    onSuccess: (fresh) => queryClient.setQueryData(personLabelsQuery(pageId, psid).queryKey, fresh),
    onError: (error) => notifyFailed('The label was not changed', error),
  });
}
