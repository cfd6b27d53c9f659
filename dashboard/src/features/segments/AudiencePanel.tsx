// Who a filter selects, counted while it is being written: people, with a PSID, in the window, and a few of them by name.
import { Divider, Loader, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { segmentPreviewQuery } from '../../api/segments.ts';
import type { GroupFilter, SegmentPreview } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatNumber } from '../../ui/format.ts';
import { TextLink } from '../../ui/links.tsx';
import { MeterRow } from '../../ui/MeterRow.tsx';
import { Panel } from '../../ui/Panel.tsx';

const PAUSE_MS = 350;

/** `filter` null: not complete yet, so the last counts are shown as they were. */
export function AudiencePanel({ filter }: { filter: GroupFilter | null }) {
  const [settled] = useDebouncedValue(filter, PAUSE_MS);
  const preview = useQuery({
    ...segmentPreviewQuery(settled ?? { kind: 'group', match: 'all', filters: [] }),
    enabled: settled !== null,
  });
  const isStale = filter === null || preview.isPlaceholderData || settled !== filter;
  const counts = preview.data;
  return (
    <Panel title="Who is in" actions={preview.isFetching && <Loader size="xs" aria-label="Counting" />}>
      <Stack gap="md">
        {preview.error && (
          <ErrorState error={preview.error} title="Could not be counted" onRetry={preview.refetch} />
        )}
        <div role="status" style={{ opacity: isStale ? 0.75 : 1 }}>
          {counts ? (
            <Stack gap="sm">
              <MeterRow
                label={`Of ${formatNumber(counts.total)} people`}
                value={counts.people}
                of={counts.total}
              />
              <MeterRow label="With a PSID" value={counts.with_psid} of={counts.total} />
              <MeterRow label="In the window now" value={counts.in_window} of={counts.total} />
            </Stack>
          ) : (
            <Skeleton h={110} />
          )}
        </div>
        {filter === null && (
          <Text size="sm" c="dimmed">
            Complete every filter to count again.
          </Text>
        )}
        {counts && (
          <>
            <Text size="sm">{counts.sentence}</Text>
            <Sample people={counts.sample} total={counts.people} />
          </>
        )}
      </Stack>
    </Panel>
  );
}

function Sample({ people, total }: { people: SegmentPreview['sample']; total: number }) {
  if (people.length === 0) return null;
  return (
    <>
      <Divider />
      <Stack gap={6}>
        <Text size="sm" fw={550}>
          Some of them
        </Text>
        {people.map((person) => (
          <Text key={person.id} size="sm" truncate>
            <TextLink to="/people/$personId" params={{ personId: person.id }} size="sm" underline="always">
              {person.name ?? person.customer_id ?? 'Unnamed'}
            </TextLink>
            <Text span c="dimmed" size="sm">
              {' '}
              {person.customer_id ?? 'anonymous'}
            </Text>
          </Text>
        ))}
        {total > people.length && (
          <Text size="sm" c="dimmed">
            and {formatNumber(total - people.length)} more
          </Text>
        )}
      </Stack>
    </>
  );
}
