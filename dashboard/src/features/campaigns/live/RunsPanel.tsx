// The runs of a campaign: those to come, those it had, and those it missed.
import { ScrollArea, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { runsQuery } from '../../../api/runs.ts';
import type { Run } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { StateMark, type Tone } from '../../../ui/StateMark.tsx';
import { Time } from '../../../ui/Time.tsx';
import { PlannedRuns } from '../when/RunsPreview.tsx';

const STATES: Record<Run['state'], { tone: Tone; word: string }> = {
  due: { tone: 'busy', word: 'Due' },
  preparing: { tone: 'busy', word: 'Preparing' },
  sending: { tone: 'busy', word: 'Sending' },
  finished: { tone: 'good', word: 'Finished' },
  stopped: { tone: 'bad', word: 'Stopped' },
};

export function RunsPanel({ campaignId }: { campaignId: string }) {
  const runs = useInfiniteQuery(runsQuery(campaignId));
  const first = runs.data?.pages[0];
  const zone = first?.time_zone ?? null;
  const past = runs.data?.pages.flatMap((page) => page.past) ?? [];
  return (
    <Panel title="Runs" description={zone ? `Times of ${zone}.` : undefined}>
      <Stack gap="lg">
        {runs.isPending && <Skeleton h={120} />}
        {runs.error && <ErrorState error={runs.error} onRetry={runs.refetch} />}
        {first && first.next.length > 0 && (
          <div>
            <Text size="sm" fw={550} mb={4}>
              The next runs
            </Text>
            <PlannedRuns runs={first.next} />
          </div>
        )}
        {first?.missed.slice(0, MOST_MISSED).map((one) => (
          <Text key={one.noticed_at} size="sm" style={{ color: 'var(--talaria-warn)' }}>
            {one.runs === 1 ? '1 run was' : `${formatNumber(one.runs)} runs were`} missed, from{' '}
            <Time at={one.first_at} as="absolute" zone={zone} /> to{' '}
            <Time at={one.last_at} as="absolute" zone={zone} />: {one.because}
          </Text>
        ))}
        {runs.data && past.length === 0 && (
          <Text size="sm" c="dimmed">
            No run has gone out yet.
          </Text>
        )}
        {past.length > 0 && <PastRuns runs={past} zone={zone} />}
        <ShowMore query={runs} label="Earlier runs" />
      </Stack>
    </Panel>
  );
}

/** Of more the history tells. */
const MOST_MISSED = 3;

function PastRuns({ runs, zone }: { runs: readonly Run[]; zone: string | null }) {
  return (
    <ScrollArea type="auto" tabIndex={0} role="group" aria-label="Past runs">
      <Table verticalSpacing={7} miw={520}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Run</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th ta="end">Recipients</Table.Th>
            <Table.Th ta="end">Accepted</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.occurrence}>
              <Table.Td>
                {run.occurrence}
                <Text span size="xs" c="dimmed">
                  {' '}
                  version {run.version}
                </Text>
              </Table.Td>
              <Table.Td>
                <Time at={run.started_at ?? run.planned_at} as="absolute" zone={zone} />
              </Table.Td>
              <Table.Td>
                <StateMark tone={STATES[run.state].tone}>{STATES[run.state].word}</StateMark>
              </Table.Td>
              <Table.Td ta="end">{formatNumber(run.recipients)}</Table.Td>
              <Table.Td ta="end">{formatNumber(run.accepted)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
