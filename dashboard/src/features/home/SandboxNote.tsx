// While the sandbox plays the platform: where its phone is, so that a newcomer can write to the Page and see the answer.
import { Anchor, Card, Group, Text } from '@mantine/core';
import { IconDeviceMobile, IconExternalLink } from '@tabler/icons-react';

export function SandboxNote({ url }: { url: string }) {
  return (
    <Card component="section" aria-label="Messenger sandbox">
      <Group gap="md" wrap="nowrap" align="flex-start">
        <IconDeviceMobile size={24} aria-hidden style={{ flexShrink: 0 }} />
        <div>
          <Text fw={600}>A sandbox stands in for Facebook</Text>
          <Text size="sm" c="dimmed">
            Nothing reaches real people. On its phone you write to the Page as a customer, and see what a
            campaign sends you.
          </Text>
          <Anchor href={url} target="_blank" rel="noreferrer" size="sm" mt={4} display="inline-block">
            Open the phone <IconExternalLink size={14} aria-hidden style={{ verticalAlign: 'text-bottom' }} />
          </Anchor>
        </div>
      </Group>
    </Card>
  );
}
