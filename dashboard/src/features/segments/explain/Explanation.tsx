// The answer to "is this person in?", with every line that decides it.
import { Skeleton, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { segmentExplainQuery } from '../../../api/segments.ts';
import type { GroupFilter } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { ExplainTree } from './ExplainTree.tsx';

const PAUSE_MS = 250;

export function Explanation({ filter, personId }: { filter: GroupFilter; personId: string }) {
  const [settled] = useDebouncedValue(filter, PAUSE_MS);
  const explained = useQuery({
    ...segmentExplainQuery(settled, personId),
    placeholderData: keepPreviousData,
  });
  if (explained.error)
    return <ErrorState error={explained.error} title="Could not be found out" onRetry={explained.refetch} />;
  if (!explained.data) return <Skeleton h={80} aria-label="Looking" />;
  const { is_in, filter: tree } = explained.data;
  return (
    <Stack gap="sm" style={{ opacity: explained.isPlaceholderData ? 0.6 : 1 }}>
      <div role="status">
        <StateMark tone={is_in ? 'good' : 'bad'} size="md">
          {is_in ? 'In the segment' : 'Not in the segment'}
        </StateMark>
      </div>
      <ExplainTree node={tree} />
    </Stack>
  );
}
