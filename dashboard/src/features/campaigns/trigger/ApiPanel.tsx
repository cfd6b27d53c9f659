// The call that starts the campaign, ready to copy, and what its answer means.
import { Code, List, Stack, Tabs, Text } from '@mantine/core';
import { CodeBlock } from '../../../ui/CodeBlock.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { triggerCurl, triggerJavaScript, triggerSegment } from './snippets.ts';

/** What the answer says of each who was named. */
const ANSWERS: readonly [string, string][] = [
  ['accepted', 'the message is in the ledger and leaves when its time comes'],
  ['left_out', 'a control kept them out, or they have no PSID; the report counts them'],
  ['turned_away', 'not in the segment, too soon after the last time, or not live'],
  ['unknown', 'nobody is known by this name'],
  ['invalid', 'the data of this one cannot be used; the others are not held up'],
];

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
            <Tabs.Tab value="segment">For the whole segment</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="curl">
            <CodeBlock label="Call with curl" text={triggerCurl(call)} />
          </Tabs.Panel>
          <Tabs.Panel value="javascript">
            <CodeBlock label="Call in JavaScript" text={triggerJavaScript(call)} />
          </Tabs.Panel>
          <Tabs.Panel value="segment">
            <CodeBlock label="Call for the whole segment" text={triggerSegment(call)} />
          </Tabs.Panel>
        </Tabs>
        <List size="sm" spacing={4}>
          <List.Item>
            <Code>recipients</Code> name people by <Code>customer_id</Code>, <Code>person_id</Code>,{' '}
            <Code>psid</Code> or an <Code>attribute</Code>, up to 500 in a call.
          </List.Item>
          <List.Item>
            <Code>data</Code> is what the message finds as <Code>{"{{ EventAttribute['order'] }}"}</Code>.
          </List.Item>
          <List.Item>
            <Code>idempotency_key</Code> names the call: sent again with the same key it gets the same answer,
            and nobody is messaged twice. Use something of your own, such as the number of the order.
          </List.Item>
        </List>
        <div>
          <Text size="sm" fw={550} mb={4}>
            What the answer says of each
          </Text>
          <List size="sm" spacing={2}>
            {ANSWERS.map(([state, meaning]) => (
              <List.Item key={state}>
                <Code>{state}</Code>: {meaning}
              </List.Item>
            ))}
          </List>
        </div>
      </Stack>
    </Panel>
  );
}
