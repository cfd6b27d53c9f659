// Everything that happened with a person, newest first.
import { Button, Center, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { timelineQuery } from '../../api/people.ts';
import type { TimelineEntry } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useLoadMore } from '../../ui/useLoadMore.ts';
import { TimelineItem } from './TimelineItem.tsx';

interface Reply {
  entries: TimelineEntry[];
}
const entriesOf = (reply: Reply) => reply.entries;

export function TimelinePanel({ personId }: { personId: string }) {
  const timeline = useInfiniteQuery(timelineQuery(personId));
  const { rows, hasMore, isLoadingMore, onMore } = useLoadMore(timeline, entriesOf);
  return (
    <Panel title="Timeline">
      {timeline.isPending && <LoadingRows rows={5} />}
      {timeline.error && <ErrorState error={timeline.error} onRetry={timeline.refetch} />}
      {timeline.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing yet. Messages, events your systems send, and campaigns appear here.
        </Text>
      )}
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {rows.map((entry) => (
          <TimelineItem key={`${entry.kind} ${entry.id}`} entry={entry} />
        ))}
      </ul>
      {hasMore && (
        <Center mt="md">
          <Button variant="subtle" loading={isLoadingMore} onClick={onMore}>
            Load more
          </Button>
        </Center>
      )}
    </Panel>
  );
}
