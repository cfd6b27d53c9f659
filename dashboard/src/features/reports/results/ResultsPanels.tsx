// What came of a campaign, below its live figures.
import { Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Results } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../../ui/Loading.tsx';
import { CoursePanel } from './CoursePanel.tsx';
import { GoalsReachedPanel } from './GoalsReachedPanel.tsx';
import { SplitPanel } from './SplitPanel.tsx';
import { WindowsPanel } from './WindowsPanel.tsx';

export function ResultsPanels({ query }: { query: UseQueryResult<Results> }) {
  const { data } = query;
  if (query.isPending) return <LoadingPanels panels={2} />;
  if (!data)
    return <ErrorState error={query.error} title="The results could not be loaded" onRetry={query.refetch} />;
  return (
    <Stack gap="lg">
      <GoalsReachedPanel results={data} />
      <CoursePanel results={data} />
      <SplitPanel results={data} />
      {data.windows && <WindowsPanel windows={data.windows} />}
    </Stack>
  );
}
