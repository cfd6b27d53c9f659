// What was done with the Page, by operators and by Talaria itself.
import { Stack, Text } from '@mantine/core';
import type { PageHealth } from '../../../api/types.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Time } from '../../../ui/Time.tsx';

const WORDS: Record<string, string> = {
  'page.connected': 'Connected, or given a new token',
  'page.subscribed': 'Subscribed to webhooks',
  'page.resubscribed': 'A lost subscription was put back',
  'page.disconnected': 'Disconnected',
};

export function PageHistory({ history }: { history: PageHealth['history'] }) {
  return (
    <Panel title="History" description="The last twenty things that were done.">
      {history.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing yet.
        </Text>
      ) : (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {history.map((deed, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same may be done twice in a second
            <li key={`${deed.at} ${deed.action} ${index}`}>
              <Text size="sm">{WORDS[deed.action] ?? deed.action}</Text>
              <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                <Time at={deed.at} as="absolute" /> ·{' '}
                {deed.actor === 'system' ? 'by Talaria itself' : deed.actor}
              </Text>
            </li>
          ))}
        </Stack>
      )}
    </Panel>
  );
}
