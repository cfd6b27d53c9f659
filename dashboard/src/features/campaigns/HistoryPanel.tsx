// Who did what with the campaign, and when; older lines on demand.
import { Button, Center, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { campaignHistoryQuery } from '../../api/campaign-life.ts';
import type { Campaign } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import classes from './HistoryPanel.module.css';
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
        <ul className={classes['list']}>
          {lines.map((line) => (
            <li key={line.id} className={classes['line']}>
              <Text size="sm" className={classes['words'] ?? ''}>
                {historyWords(line)}
              </Text>
              <Text size="sm" c="dimmed">
                {actorWords(line.actor)} · <Time at={line.at} as="absolute" />
              </Text>
            </li>
          ))}
        </ul>
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
