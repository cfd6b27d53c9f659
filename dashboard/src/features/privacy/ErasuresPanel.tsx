// Receipts of erasures: when, who asked for it, how many people, and how many rows of what. Nobody is named.
import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { erasuresQuery } from '../../api/privacy.ts';
import type { Erasure } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { countPeople, formatNumber } from '../../ui/format.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import classes from './Rows.module.css';

export function ErasuresPanel() {
  const list = useInfiniteQuery(erasuresQuery);
  const erasures = list.data?.pages.flatMap((page) => page.erasures) ?? [];
  return (
    <Panel title="Erasures" description="Receipts stay, and say nothing about who was erased.">
      {list.isPending && <LoadingRows rows={3} />}
      {list.error && <ErrorState error={list.error} onRetry={list.refetch} />}
      {list.data && erasures.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody has been erased.
        </Text>
      )}
      {erasures.length > 0 && (
        <ul className={classes['list']}>
          {erasures.map((erasure) => (
            <ErasureRow key={erasure.id} erasure={erasure} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            Show more
          </Button>
        </Group>
      )}
    </Panel>
  );
}

const SOURCES: Record<Erasure['source'], string> = {
  operator: 'an operator',
  api: 'a program',
  opengdpr: 'an OpenGDPR request',
  facebook: 'a request through Facebook',
};

function ErasureRow({ erasure }: { erasure: Erasure }) {
  return (
    <Group component="li" className={classes['row']} gap="sm" align="flex-start">
      <div className={classes['what']}>
        <Text size="sm" fw={600}>
          Receipt {erasure.id}
        </Text>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {erasure.requested_by}
        </Text>
        <Text size="xs" c="dimmed">
          by {SOURCES[erasure.source]}, <Time at={erasure.requested_at} />
        </Text>
      </div>
      <div className={classes['state']}>
        <ErasureState erasure={erasure} />
        <Text size="xs" c="dimmed" mt={2}>
          {describeCounts(erasure)}
        </Text>
      </div>
    </Group>
  );
}

function ErasureState({ erasure }: { erasure: Erasure }) {
  if (erasure.finished_at && isEmpty(erasure))
    return <StateMark tone="quiet">Nobody was left to erase</StateMark>;
  if (erasure.finished_at)
    return <StateMark tone="good">{`${countPeople(erasure.erased)} erased`}</StateMark>;
  return (
    <>
      <StateMark tone="busy">{`${formatNumber(erasure.erased)} of ${formatNumber(erasure.people)}`}</StateMark>
      {erasure.waiting > 0 && (
        <Text size="xs" c="dimmed">
          waits for a message that is leaving
        </Text>
      )}
    </>
  );
}

/** Whoever was erased had a profile at least: without any row they were gone before, by another request. */
const isEmpty = ({ counts }: Erasure): boolean => Object.keys(counts).length === 0;

function describeCounts(erasure: Erasure): string {
  if (isEmpty(erasure))
    return erasure.finished_at ? `${countPeople(erasure.people)} asked for, all gone before` : '';
  const rows = Object.entries(erasure.counts)
    .sort(([, a], [, b]) => b - a)
    .map(([table, count]) => `${table.replaceAll('_', ' ')} ${formatNumber(count)}`);
  return `Rows erased: ${rows.join(', ')}`;
}
