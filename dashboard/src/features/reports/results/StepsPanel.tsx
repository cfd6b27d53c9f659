// The way from the segment to the goal, and who left where.
import { Stack, Text } from '@mantine/core';
import type { Results } from '../../../api/types.ts';
import { formatNumber } from '../../../ui/format.ts';
import { MeterRow } from '../../../ui/MeterRow.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { STEP_WORDS } from './resultWords.ts';

/** Of more reasons the rest stands under "What became of everyone". */
const MAX_REASONS = 4;

export function StepsPanel({ results: { funnel, goals } }: { results: Results }) {
  const all = funnel[0]?.people ?? 0;
  const shown = funnel.filter(({ step }) => step !== 'converted' || goals.length > 0);
  return (
    <Panel title="From the segment to the goal" description="People, each counted once a message.">
      <Stack gap="md">
        {shown.map(({ step, people, left }) => (
          <div key={step}>
            <MeterRow label={STEP_WORDS[step]} value={people} of={all} />
            {left.length > 0 && (
              <Text size="xs" c="dimmed" mt={3}>
                Left here:{' '}
                {left
                  .slice(0, MAX_REASONS)
                  .map(({ title, count }) => `${title} (${formatNumber(count)})`)
                  .join(' · ')}
                {left.length > MAX_REASONS && ` · ${left.length - MAX_REASONS} more reasons`}
              </Text>
            )}
          </div>
        ))}
      </Stack>
    </Panel>
  );
}
