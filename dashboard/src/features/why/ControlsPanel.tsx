// What the controls did: of the last message first, and of any other that is chosen.
import { Select, Stack } from '@mantine/core';
import { useState } from 'react';
import type { WhyControls } from '../../api/types.ts';
import { Panel } from '../../ui/Panel.tsx';
import { ControlList } from './ControlList.tsx';
import { nameOfMessage } from './controls.ts';

export function ControlsPanel({ messages }: { messages: readonly WhyControls[] }) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [last] = messages;
  const shown = messages.find(({ delivery_id }) => delivery_id === chosenId) ?? last;
  if (shown === undefined) return null;
  return (
    <Panel title="Controls" description="Those that are set, in the order in which they are asked.">
      <Stack gap="sm">
        {messages.length > 1 && (
          <Select
            label="Message"
            data={messages.map((one, index) => ({
              value: one.delivery_id ?? '',
              label: nameOfMessage(one, index, messages.length),
            }))}
            value={shown.delivery_id ?? ''}
            onChange={setChosenId}
            allowDeselect={false}
          />
        )}
        <ControlList of={shown} />
      </Stack>
    </Panel>
  );
}
