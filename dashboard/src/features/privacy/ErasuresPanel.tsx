// Receipts of erasures: when, who asked for it, how many people, and how many rows of what. Nobody is named.
import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { erasuresQuery } from '../../api/privacy.ts';
import type { Erasure } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { countPeople, formatNumber } from '../../ui/format.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';

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
      {erasures.length > 0 && <ErasuresTable erasures={erasures} />}
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

function ErasuresTable({ erasures }: { erasures: Erasure[] }) {
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Receipt</Table.Th>
            <Table.Th>Asked</Table.Th>
            <Table.Th>By</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>What went</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {erasures.map((erasure) => (
            <Table.Tr key={erasure.id}>
              <Table.Td>{erasure.id}</Table.Td>
              <Table.Td>
                <Time at={erasure.requested_at} />
              </Table.Td>
              <Table.Td>
                <Stack gap={0}>
                  <Text size="sm">{erasure.requested_by}</Text>
                  <Text size="xs" c="dimmed">
                    {SOURCES[erasure.source]}
                  </Text>
                </Stack>
              </Table.Td>
              <Table.Td>
                <ErasureState erasure={erasure} />
              </Table.Td>
              <Table.Td>
                <Text size="xs" c="dimmed">
                  {describeCounts(erasure.counts)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ErasureState({ erasure }: { erasure: Erasure }) {
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

const describeCounts = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([table, rows]) => `${formatNumber(rows)} ${table.replaceAll('_', ' ')}`)
    .join(', ') || 'nothing was held';
