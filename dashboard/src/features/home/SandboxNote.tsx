// While the sandbox plays the platform: where its phone is, so that a newcomer can write to the Page and see the answer.
import { Text } from '@mantine/core';
import { Panel } from '../../ui/Panel.tsx';
import { OpenPhone } from './OpenPhone.tsx';

export function SandboxNote({ url }: { url: string }) {
  return (
    <Panel
      title="Messenger sandbox"
      description="A sandbox stands in for Facebook. Nothing reaches real people."
      actions={<OpenPhone url={url} />}
    >
      <Text size="sm">
        On its phone you write to the Page as a customer, and see what a campaign or an automatic answer sends
        you.
      </Text>
    </Panel>
  );
}
