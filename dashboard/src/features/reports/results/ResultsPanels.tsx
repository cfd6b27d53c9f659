// What came of a campaign, below its live figures: all runs together, or one that is chosen.
import { Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { resultsQuery } from '../../../api/results.ts';
import type { Report, Results } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { formatDateTime } from '../../../ui/format.ts';
import { LoadingPanels } from '../../../ui/Loading.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { Time } from '../../../ui/Time.tsx';
import { CoursePanel } from './CoursePanel.tsx';
import { EntriesPanel } from './EntriesPanel.tsx';
import { GoalsReachedPanel } from './GoalsReachedPanel.tsx';
import { ShareButtons } from './ShareButtons.tsx';
import { SplitPanel } from './SplitPanel.tsx';
import { StepsPanel } from './StepsPanel.tsx';
import { WindowsPanel } from './WindowsPanel.tsx';

export function ResultsPanels({ report }: { report: Report }) {
  const [run, setRun] = useState<number | null>(null);
  const query = useQuery(resultsQuery(report.campaign.id, run));
  const { data } = query;
  if (query.isPending) return <LoadingPanels panels={2} />;
  if (!data)
    return <ErrorState error={query.error} title="The results could not be loaded" onRetry={query.refetch} />;
  return (
    <Stack gap="lg" style={{ opacity: query.isPlaceholderData ? 0.6 : 1 }} aria-busy={query.isFetching}>
      <Group justify="space-between" align="flex-end" gap="sm">
        <RunSelect results={data} run={run} onRun={setRun} />
        <Group gap="sm">
          <Counted results={data} />
          <ShareButtons report={report} results={data} />
        </Group>
      </Group>
      <StepsPanel results={data} />
      <GoalsReachedPanel results={data} />
      <CoursePanel results={data} />
      <SplitPanel results={data} />
      {data.windows && <WindowsPanel windows={data.windows} />}
      {data.entries && <EntriesPanel entries={data.entries} />}
    </Stack>
  );
}

interface RunSelectProps {
  results: Results;
  run: number | null;
  onRun: (run: number | null) => void;
}

/** Only of a campaign that ran more than once. */
function RunSelect({ results: { runs }, run, onRun }: RunSelectProps) {
  if (runs.length < 2) return <span />;
  const options = runs.map((one) => ({
    value: String(one.run),
    label: one.started_at
      ? `Run ${one.run}, ${formatDateTime(one.started_at)}`
      : `Run ${one.run}, not started`,
  }));
  return (
    <Select
      label="Results of"
      w={{ base: '100%', xs: 300 }}
      data={[{ value: 'all', label: 'All runs together' }, ...options]}
      value={run === null ? 'all' : String(run)}
      allowDeselect={false}
      searchable
      onChange={(value) => onRun(value === null || value === 'all' ? null : Number(value))}
    />
  );
}

function Counted({ results }: { results: Results }) {
  if (results.is_recounting) return <StateMark tone="busy">Counting anew</StateMark>;
  return (
    <Text size="sm" c="dimmed">
      Counted <Time at={results.counted_at} />
    </Text>
  );
}
