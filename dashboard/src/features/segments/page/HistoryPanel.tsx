// How many were in over time, and how many came and went, of a tracked segment.
import { SegmentedControl, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { explainMissingPart } from '../../../api/chunks.ts';
import { segmentHistoryQuery } from '../../../api/segments.ts';
import type { SegmentHistory } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Stat } from '../../../ui/Stat.tsx';
import { Time } from '../../../ui/Time.tsx';

// The charts are a chunk of their own.
const HistoryChart = lazy(() => import('./HistoryChart.tsx').catch(explainMissingPart));
const CHART_HEIGHT = 200;

const SPANS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];

export function HistoryPanel({ segmentId }: { segmentId: string }) {
  const [days, setDays] = useState('30');
  const history = useQuery(segmentHistoryQuery(segmentId, Number(days)));
  if (history.error) return <ErrorState error={history.error} onRetry={history.refetch} />;
  return (
    <Stack gap="md">
      <SegmentedControl
        size="xs"
        aria-label="How far back"
        data={SPANS}
        value={days}
        onChange={setDays}
        style={{ alignSelf: 'flex-start' }}
      />
      {history.data ? <Course history={history.data} /> : <Skeleton h={CHART_HEIGHT + 60} />}
    </Stack>
  );
}

function Course({ history: { tracked_since, counts } }: { history: SegmentHistory }) {
  const sum = (pick: 'entered' | 'left') => counts.reduce((all, one) => all + one[pick], 0);
  if (counts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {tracked_since
          ? 'Nothing is counted in this time yet. The first count comes within minutes.'
          : 'The first count comes within minutes.'}
      </Text>
    );
  return (
    <>
      <SimpleGrid cols={3}>
        <Stat label="In at the end" value={counts.at(-1)?.people} />
        <Stat label="Came in" value={sum('entered')} />
        <Stat label="Went out" value={sum('left')} />
      </SimpleGrid>
      <Suspense fallback={<Skeleton h={CHART_HEIGHT} />}>
        <HistoryChart counts={counts} height={CHART_HEIGHT} />
      </Suspense>
      {tracked_since && (
        <Text size="sm" c="dimmed">
          Tracked since <Time at={tracked_since} as="absolute" />.
        </Text>
      )}
    </>
  );
}
