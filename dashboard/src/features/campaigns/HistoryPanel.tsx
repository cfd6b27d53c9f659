// Who did what with the campaign, and when; older lines on demand.
import { Button, Center, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { campaignHistoryQuery } from '../../api/campaign-life.ts';
import type { Campaign } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { actorWords, historyWords } from './history/words.ts';

export function HistoryPanel({ campaign }: { campaign: Campaign }) {
  const history = useInfiniteQuery(campaignHistoryQuery(campaign.id));
  const lines = history.data?.pages.flatMap((page) => page.lines) ?? [];
  // Whatever is done with it shows at once, whoever does it.
  const { refetch } = history;
  const newest = campaign.history[0];
  const mark = `${newest?.at} ${newest?.action}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the mark is what is waited for
  useEffect(() => void refetch(), [mark, refetch]);
  return (
    <Panel title="History">
      {history.isPending && <LoadingRows />}
      {history.error && <ErrorState error={history.error} onRetry={refetch} />}
      {history.data && lines.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing yet.
        </Text>
      )}
      {lines.length > 0 && (
        <Table verticalSpacing={8}>
          <Table.Tbody>
            {lines.map((line) => (
              <Table.Tr key={line.id}>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  <Time at={line.at} as="absolute" />
                </Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{historyWords(line)}</Table.Td>
                <Table.Td c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {actorWords(line.actor)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {history.hasNextPage && (
        <Center pt="sm">
          <Button
            variant="subtle"
            loading={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            Show older
          </Button>
        </Center>
      )}
    </Panel>
  );
}
