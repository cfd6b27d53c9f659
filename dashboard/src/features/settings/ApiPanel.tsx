// How other programs send data to this workspace: addresses and calls to copy, a tab for each way in.
import { Stack, Tabs, Text } from '@mantine/core';
import type { Me } from '../../api/types.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { Panel } from '../../ui/Panel.tsx';
import * as snippets from './snippets.ts';

export function ApiPanel({ workspace }: { workspace: Me['workspace'] }) {
  const place = { origin: window.location.origin, workspaceId: workspace.id };
  return (
    <Panel
      title="Send us data"
      description="Programs written for Segment or for MoEngage’s Data API work here with only their address and key changed."
    >
      <Tabs defaultValue="segment" keepMounted={false}>
        <Tabs.List mb="md" aria-label="Ways to send data">
          <Tabs.Tab value="segment">Segment</Tabs.Tab>
          <Tabs.Tab value="moengage">MoEngage</Tabs.Tab>
          <Tabs.Tab value="own">Own API</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="segment">
          <Stack>
            <CopyField label="Host" value={place.origin} />
            <Snippet title="Node.js" text={snippets.segmentNode(place)} />
            <Snippet title="In a website" text={snippets.segmentBrowser(place)} />
            <Snippet title="Without a library" text={snippets.segmentCurl(place)} />
            <Hint>
              The write key is an API key. For a website or an app make one of that kind: it can only say what
              people do, and set attributes that websites may set.
            </Hint>
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="moengage">
          <Stack>
            <CopyField label="Workspace ID (user name)" value={workspace.id} />
            <CopyField label="Customers" value={snippets.moengageUrl(place, 'customer')} />
            <CopyField label="Events" value={snippets.moengageUrl(place, 'event')} />
            <CopyField label="Both in bulk" value={snippets.moengageUrl(place, 'transition')} />
            <Snippet title="Create a customer with their PSID" text={snippets.moengageCurl(place)} />
            <Hint>HTTP Basic: the workspace ID as user name, an API key for servers as password.</Hint>
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="own">
          <Stack>
            <Snippet title="Save a customer" text={snippets.ownCustomerCurl(place)} />
            <Snippet title="Record events" text={snippets.ownEventsCurl(place)} />
            <Hint>
              Everything this dashboard does is an API, described at{' '}
              <a href="/api/docs" style={{ color: 'var(--mantine-color-anchor)' }}>
                /api/docs
              </a>
              .
            </Hint>
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}

function Snippet({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <Text size="sm" fw={550} mb={6}>
        {title}
      </Text>
      <CodeBlock label={title} text={text} />
    </div>
  );
}

const Hint = ({ children }: { children: React.ReactNode }) => (
  <Text size="sm" c="dimmed">
    {children}
  </Text>
);
