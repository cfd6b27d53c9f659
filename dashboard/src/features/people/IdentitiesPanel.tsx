// How a person is known on each Page: PSID, window, last action.
import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Identity } from '../../api/types.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { ReachMark } from './ReachMark.tsx';

interface IdentitiesPanelProps {
  identities: Identity[];
  /** What other features show of a person on a Page. */
  more?: ((identity: Identity) => ReactNode) | undefined;
}

export function IdentitiesPanel({ identities, more }: IdentitiesPanelProps) {
  return (
    <Panel title="On Messenger">
      {identities.length === 0 ? (
        <Text size="sm" c="dimmed">
          Not known on any Page, so not reachable on Messenger.
        </Text>
      ) : (
        <Stack gap="lg">
          {identities.map((identity) => (
            <IdentityCard key={`${identity.page_id} ${identity.psid}`} identity={identity}>
              {more?.(identity)}
            </IdentityCard>
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function IdentityCard({ identity, children }: { identity: Identity; children: ReactNode }) {
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <TextLink to="/pages/$pageId" params={{ pageId: identity.page_id }} fw={550}>
          {identity.page_name ?? `Page ${identity.page_id}`}
        </TextLink>
        <ReachMark identity={identity} />
      </Group>
      <Group gap={4} wrap="nowrap">
        <Text size="sm" className="numbers" style={{ overflowWrap: 'anywhere' }}>
          PSID {identity.psid}
        </Text>
        <CopyButton value={identity.psid} label="Copy PSID" />
      </Group>
      <Text size="sm" c="dimmed">
        {identity.last_user_action_at ? (
          <>
            Last action: {(identity.last_user_action ?? 'unknown').replaceAll('_', ' ')},{' '}
            <Time at={identity.last_user_action_at} />
          </>
        ) : (
          'Has not written since Talaria was connected'
        )}
      </Text>
      <Text size="sm" c="dimmed">
        First seen <Time at={identity.first_seen_at} />
        {identity.last_read_at && (
          <>
            {' '}
            · last read <Time at={identity.last_read_at} />
          </>
        )}
      </Text>
      {identity.opted_out_at && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          Asked not to be messaged <Time at={identity.opted_out_at} />
          {identity.opted_out_because && `: ${identity.opted_out_because}`}
        </Text>
      )}
      {children}
    </Stack>
  );
}
