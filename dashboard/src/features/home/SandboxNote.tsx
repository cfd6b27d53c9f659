// While the sandbox plays the platform: where its phone is, so that a newcomer can write to the Page and see the answer.
import { Button, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Panel } from '../../ui/Panel.tsx';

export function SandboxNote({ url }: { url: string }) {
  return (
    <Panel
      title="Messenger sandbox"
      description="A sandbox stands in for Facebook. Nothing reaches real people."
      actions={
        <Button
          component="a"
          href={url}
          target="_blank"
          rel="noreferrer"
          variant="default"
          rightSection={<IconExternalLink size={16} aria-hidden />}
        >
          Open the phone
        </Button>
      }
    >
      <Text size="sm">
        On its phone you write to the Page as a customer, and see what a campaign sends you.
      </Text>
    </Panel>
  );
}
