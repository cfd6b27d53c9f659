// The next runs of the schedule in hand, as the service would plan them, and what a change of the clocks does to one.
import { Box, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { plannedRunsQuery } from '../../../api/runs.ts';
import type { PlannedRun, Schedule } from '../../../api/types.ts';
import { Time } from '../../../ui/Time.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { hasError } from '../editor/problems.ts';
import { dayTimeWords } from './runWords.ts';

export function RunsPreview({ schedule }: { schedule: Schedule }) {
  const { campaign, settled, problems } = useDraftContext();
  const isSettled = JSON.stringify(settled.schedule) === JSON.stringify(schedule);
  const planned = useQuery({
    ...plannedRunsQuery(settled.schedule, campaign.id),
    enabled: isSettled && !hasError(problems, 'schedule'),
  });
  // What is wrong with it stands at its field.
  if (planned.error || hasError(problems, 'schedule')) return null;
  if (!planned.data) return <Skeleton h={schedule.kind === 'repeat' ? 150 : 24} />;
  const { runs, more } = planned.data;
  if (schedule.kind !== 'repeat') return <Notes runs={runs} />;
  if (runs.length === 0)
    return (
      <Text size="sm" c="var(--mantine-color-error)" role="status">
        It never goes out like this: choose a later end, or a day that comes.
      </Text>
    );
  return (
    <Box role="status" style={{ opacity: planned.isPlaceholderData ? 0.6 : 1 }}>
      <Text size="sm" fw={550} mb={4}>
        {more ? 'The next runs' : runs.length === 1 ? 'Its only run' : 'All its runs'}
      </Text>
      <PlannedRuns runs={runs} />
    </Box>
  );
}

/** By the clock of its zone, and what the clocks do to it. */
export function PlannedRuns({ runs }: { runs: readonly PlannedRun[] }) {
  return (
    <Stack component="ol" gap={6} m={0} p={0} style={{ listStyle: 'none' }}>
      {runs.map((run) => (
        <li key={run.at}>
          <Group gap="sm" justify="space-between" wrap="nowrap">
            <Text size="sm">{dayTimeWords(run)}</Text>
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              <Time at={run.at} />
            </Text>
          </Group>
          <Note run={run} />
        </li>
      ))}
    </Stack>
  );
}

const Notes = ({ runs }: { runs: readonly PlannedRun[] }) =>
  runs.map((run) => <Note key={run.at} run={run} />);

function Note({ run }: { run: PlannedRun }) {
  if (run.note === null) return null;
  return (
    <Text size="xs" style={{ color: run.change === 'none' ? undefined : 'var(--talaria-warn)' }}>
      <IconClockExclamation size={12} aria-hidden /> {run.note}
    </Text>
  );
}
