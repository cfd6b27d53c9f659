// The profiles that became part of this one, and why.
import { Stack, Text } from '@mantine/core';
import type { Person } from '../../api/types.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';

export function MergedPanel({ merged }: { merged: Person['merged_from'] }) {
  return (
    <Panel title="Joined from" description="Their window, events and deliveries are kept here.">
      <Stack gap="sm">
        {merged.map((profile) => (
          <div key={profile.id}>
            <Text size="sm">{profile.reason}</Text>
            <Text size="xs" c="dimmed">
              {profile.id} · <Time at={profile.merged_at} />
            </Text>
          </div>
        ))}
      </Stack>
    </Panel>
  );
}
