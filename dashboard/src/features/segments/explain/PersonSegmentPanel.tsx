// On the page of a person: whether they are in a segment that is chosen, and why, or why not.
import { Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { segmentsQuery } from '../../../api/segments.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Explanation } from './Explanation.tsx';

export function PersonSegmentPanel({ personId }: { personId: string }) {
  const segments = useQuery(segmentsQuery);
  const [chosenId, choose] = useState<string | null>(null);
  const all = segments.data?.segments ?? [];
  const chosen = all.find(({ id }) => id === chosenId);
  return (
    <Panel title="In a segment?" description="Choose one to see why they are in it, or why not.">
      <Stack gap="md">
        {segments.error && <ErrorState error={segments.error} onRetry={segments.refetch} />}
        <Select
          aria-label="Segment"
          placeholder={segments.isPending ? 'Loading…' : 'Choose a segment'}
          data={all.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosenId}
          onChange={choose}
          searchable
          clearable
          limit={100}
          nothingFoundMessage="No segment of this name"
        />
        {chosen && <Explanation filter={chosen.filter} personId={personId} />}
      </Stack>
    </Panel>
  );
}
