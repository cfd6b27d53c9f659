// The addresses an operator enters at Facebook, so that its requests arrive here.
import { Stack, Text } from '@mantine/core';
import { CopyField } from '../../ui/CopyField.tsx';
import { Panel } from '../../ui/Panel.tsx';

export function CallbacksPanel() {
  const address = (path: string) => `${window.location.origin}/webhooks/facebook/${path}`;
  return (
    <Panel
      title="Addresses for Facebook"
      description="Enter them in the app dashboard: the first under App settings → Basic → Data deletion, the second under Facebook Login → Settings."
    >
      <Stack>
        <CopyField label="Data deletion request URL" value={address('data-deletion')} />
        <CopyField label="Deauthorize callback URL" value={address('deauthorize')} />
        <Text size="sm" c="dimmed">
          Facebook names people of the app’s login there, by ids that are no PSIDs. Whoever only ever wrote in
          Messenger never comes in this way: erase them on their page when they ask you.
        </Text>
      </Stack>
    </Panel>
  );
}
