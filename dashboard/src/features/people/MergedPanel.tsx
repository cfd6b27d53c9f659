// The other names of this person: ids they go by, and the profiles that became part of this one, with the way back.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { undoMerge } from '../../api/privacy.ts';
import type { MergedProfile, Person } from '../../api/types.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';

export function MergedPanel({ person }: { person: Person }) {
  const { aliases, anonymous_ids, merged_from } = person;
  if (aliases.length + anonymous_ids.length + merged_from.length === 0) return null;
  return (
    <Panel title="Joined from" description="Their window, events and deliveries are kept here.">
      <Stack gap="md">
        <Ids title="Earlier customer IDs" ids={aliases} />
        <Ids title="Known before as visitor" ids={anonymous_ids} />
        {merged_from.map((profile) => (
          <Merged key={profile.id} profile={profile} />
        ))}
      </Stack>
    </Panel>
  );
}

function Ids({ title, ids }: { title: string; ids: string[] }) {
  if (ids.length === 0) return null;
  return (
    <div>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      {ids.map((id) => (
        <Text key={id} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {id}
        </Text>
      ))}
    </div>
  );
}

function Merged({ profile }: { profile: MergedProfile }) {
  const undo = useUndo(profile);
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {profile.reason}
        </Text>
        <Text size="xs" c="dimmed">
          {profile.customer_id ?? profile.id} · <Time at={profile.merged_at} />
        </Text>
        {profile.undo_until && (
          <Text size="xs" c="dimmed">
            {profile.undo_first === null
              ? `Can be undone until ${formatDateTime(profile.undo_until)}`
              : `Was part of ${profile.undo_first}: undo that one first`}
          </Text>
        )}
      </div>
      {profile.undo_until && profile.undo_first === null && (
        <Button
          size="xs"
          variant="default"
          loading={undo.isPending}
          aria-label={`Undo the merge of ${profile.customer_id ?? profile.id}`}
          onClick={undo.ask}
        >
          Undo
        </Button>
      )}
    </Group>
  );
}

function useUndo(profile: MergedProfile) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const undoing = useMutation({
    mutationFn: () => undoMerge(profile.id),
    onError: (error) => notifyFailed('The merge was not undone', error),
    onSuccess: async ({ restored }) => {
      await queryClient.invalidateQueries({ queryKey: ['people'] });
      notifyDone('The merge is undone.');
      await navigate({ to: '/people/$personId', params: { personId: restored } });
    },
  });
  const ask = () =>
    confirmAction({
      title: 'Undo this merge?',
      body: `${profile.customer_id ?? profile.id} becomes a person of their own again, with the PSIDs, events and messages that were theirs. What happened since stays here.`,
      verb: 'Undo merge',
      tone: 'normal',
      onConfirm: () => undoing.mutate(),
    });
  return { ask, isPending: undoing.isPending };
}
