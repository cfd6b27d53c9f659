// Who opened a link, newest first, and what became of their personal link.
import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type EntryVisit, type VisitsShown, visitsQuery } from '../../api/entry.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import classes from '../../ui/list.module.css';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { useLoadMore } from '../../ui/useLoadMore.ts';

const SHOWN: { value: VisitsShown; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'tied', label: 'Tied' },
  { value: 'trouble', label: 'Trouble' },
];
const NOBODY: Record<VisitsShown, string> = {
  all: 'Nobody opened it yet.',
  tied: 'Nobody was tied to a customer by it yet.',
  trouble: 'No conflicts, and no personal link was opened too late.',
};
const rowsOf = (reply: { visits: EntryVisit[] }) => reply.visits;

export function VisitsList({ linkId }: { linkId: string }) {
  const [only, setOnly] = useState<VisitsShown>('all');
  const visits = useInfiniteQuery({ ...visitsQuery(linkId, only), placeholderData: keepPreviousData });
  const { rows, hasMore, isLoadingMore, onMore } = useLoadMore(visits, rowsOf);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Title order={3}>Who opened it</Title>
        <SegmentedControl
          size="xs"
          aria-label="Which visits"
          data={SHOWN}
          value={only}
          onChange={(value) => setOnly(value as VisitsShown)}
        />
      </Group>
      {visits.isPending && <LoadingRows rows={3} />}
      {visits.error && <ErrorState error={visits.error} onRetry={visits.refetch} />}
      {visits.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {NOBODY[only]}
        </Text>
      )}
      {rows.length > 0 && (
        <ul className={classes['list']}>
          {rows.map((visit) => (
            <VisitItem key={`${visit.at} ${visit.psid} ${visit.via}`} visit={visit} />
          ))}
        </ul>
      )}
      {hasMore && (
        <Button variant="subtle" loading={isLoadingMore} onClick={onMore}>
          Load more
        </Button>
      )}
    </Stack>
  );
}

const VIA = {
  postback: 'started the conversation',
  referral: 'came back to the conversation',
  message: 'wrote',
  optin: 'opted in',
};

const isTied = ({ outcome }: EntryVisit): boolean => outcome === 'tied' || outcome === 'already';

function VisitItem({ visit }: { visit: EntryVisit }) {
  return (
    <li className={classes['item']}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {visit.person ? (
            <TextLink to="/people/$personId" params={{ personId: visit.person.id }} fw={550}>
              {visit.person.name ?? `PSID ${visit.psid}`}
            </TextLink>
          ) : (
            `PSID ${visit.psid}`
          )}{' '}
          {VIA[visit.via]}
          {visit.is_new && ', for the first time'}
        </Text>
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          <Time at={visit.at} />
        </Text>
      </Group>
      {visit.title && (
        <>
          <StateMark tone={isTied(visit) ? 'good' : 'warn'}>
            {isTied(visit) ? visit.title : `Not tied to ${visit.customer_id ?? 'anybody'}`}
          </StateMark>
          {!isTied(visit) && (
            <Text size="sm">
              {visit.title}.{visit.remedy && <Text span c="dimmed">{` ${visit.remedy}`}</Text>}
            </Text>
          )}
        </>
      )}
    </li>
  );
}
