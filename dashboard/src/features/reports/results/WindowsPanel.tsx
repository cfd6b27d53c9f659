// The economics of messaging windows: in which the messages left, and which ones the answers opened anew.
import { SimpleGrid, Stack, Text } from '@mantine/core';
import type { Results } from '../../../api/types.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Stat } from '../../../ui/Stat.tsx';

export function WindowsPanel({ windows }: { windows: NonNullable<Results['windows']> }) {
  const all = [
    { label: 'Sent in an open window', value: windows.sent_in_open, always: true },
    { label: 'Sent by a template', value: windows.sent_in_closed, note: 'Needs no open window' },
    { label: 'Sent once they wrote', value: windows.waited },
    { label: 'Still held', value: windows.still_held },
    { label: 'Not sent: window closed', value: windows.not_sent, always: true },
    { label: 'Reopened by an answer', value: windows.reopened, note: 'It had closed', always: true },
    { label: 'Kept open', value: windows.kept_open, note: 'Answered in its last six hours', always: true },
  ];
  const stats = all.filter(({ value, always }) => always || value > 0);
  return (
    <Panel
      title="Messaging windows"
      description="Every answer opens 24 hours in which you may write again. That is what a campaign earns beside its goals."
    >
      <Stack gap="md">
        <SimpleGrid cols={{ base: 2, sm: stats.length % 4 === 0 || stats.length === 7 ? 4 : 3 }} spacing="xl">
          {stats.map(({ label, value, note }) => (
            <Stat key={label} label={label} value={value} note={note} />
          ))}
        </SimpleGrid>
        <Text size="sm">{windows.text}</Text>
      </Stack>
    </Panel>
  );
}
