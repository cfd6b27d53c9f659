// Who came in one by one, and who was turned away at the door, by reason.
import { Stack, Text } from '@mantine/core';
import type { Results } from '../../../api/types.ts';
import { MeterRow } from '../../../ui/MeterRow.tsx';
import { Panel } from '../../../ui/Panel.tsx';

export function EntriesPanel({ entries }: { entries: NonNullable<Results['entries']> }) {
  const { came, entered, turned_away } = entries;
  return (
    <Panel title="Who came in" description="Every time somebody did what the campaign waits for.">
      {came === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody has done it since it went live.
        </Text>
      ) : (
        <Stack gap="md">
          <MeterRow label="Did it" value={came} of={came} />
          {turned_away.map(({ reason, title, count }) => (
            <MeterRow key={reason} label={title} value={count} of={came} tone="quiet" />
          ))}
          <MeterRow label="Came in" value={entered} of={came} />
        </Stack>
      )}
    </Panel>
  );
}
