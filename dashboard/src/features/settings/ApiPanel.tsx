// How other programs write to this workspace: its id, and a call to copy.
import { Stack, Text } from '@mantine/core';
import type { Me } from '../../api/types.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { Panel } from '../../ui/Panel.tsx';

export function ApiPanel({ workspace }: { workspace: Me['workspace'] }) {
  const { origin } = window.location;
  const url = `${origin}/v1/customer/${encodeURIComponent(workspace.id)}`;
  const curl = `curl -X POST '${url}' \\
  -u '${workspace.id}:YOUR_API_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{
    "type": "customer",
    "customer_id": "customer-1",
    "attributes": { "first_name": "Ana", "ps_id": "5275811702471834" }
  }'`;
  return (
    <Panel
      title="Send customers and events"
      description="Programs written for MoEngage’s Data API work here unchanged: same paths, same bodies, HTTP Basic with the workspace ID and an API key."
    >
      <Stack>
        <CopyField label="Workspace ID" value={workspace.id} />
        <CopyField label="Customers" value={url} />
        <CopyField label="Events" value={`${origin}/v1/event/${encodeURIComponent(workspace.id)}`} />
        <div>
          <Text size="sm" fw={550} mb={6}>
            Create a customer with their PSID
          </Text>
          <CodeBlock label="Command" text={curl} />
        </div>
        <Text size="sm" c="dimmed">
          Talaria’s own API takes the same key as <code>Authorization: Bearer</code>. Its description is at{' '}
          <a href="/api/docs" style={{ color: 'var(--mantine-color-anchor)' }}>
            /api/docs
          </a>
          .
        </Text>
      </Stack>
    </Panel>
  );
}
