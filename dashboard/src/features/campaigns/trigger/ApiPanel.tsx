// The call that starts the campaign, ready to copy, and what its answer means.
import { List, Stack, Tabs, Text } from '@mantine/core';
import { CodeBlock } from '../../../ui/CodeBlock.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { triggerCurl, triggerJavaScript } from './snippets.ts';

export function ApiPanel({ campaignId }: { campaignId: string }) {
  const call = { origin: window.location.origin, campaignId };
  return (
    <Panel
      title="How your program calls"
      description="It works once the campaign is published, with an API key that may send: Settings, API keys."
    >
      <Stack gap="md">
        <Tabs defaultValue="curl" keepMounted={false}>
          <Tabs.List mb="sm" aria-label="Ways to call">
            <Tabs.Tab value="curl">curl</Tabs.Tab>
            <Tabs.Tab value="javascript">JavaScript</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="curl">
            <CodeBlock label="Call with curl" text={triggerCurl(call)} />
          </Tabs.Panel>
          <Tabs.Panel value="javascript">
            <CodeBlock label="Call in JavaScript" text={triggerJavaScript(call)} />
          </Tabs.Panel>
        </Tabs>
        <List size="sm" spacing={4}>
          <List.Item>
            <b>data</b> is what the message finds as <code>{"{{ EventAttribute['order'] }}"}</code>.
          </List.Item>
          <List.Item>
            <b>Idempotency-Key</b> names the call: sent again with the same key it gets the same answer, and
            nobody is messaged twice. Use something of your own, such as the number of the order.
          </List.Item>
        </List>
        <Text size="sm" c="dimmed">
          The answer says of each whether they were let in, and if not, why. What becomes of the message is in
          the report, and under “Why?”.
        </Text>
      </Stack>
    </Panel>
  );
}
