// On the page of a person: the campaigns that meant a message for them or turned them away, each leading to why.
import { Box, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { PersonCampaign } from '../../api/types.ts';
import { personCampaignsQuery } from '../../api/why.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ShowMore } from '../../ui/ShowMore.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { OUTCOMES } from './outcomes.ts';
import { WhyCampaignSearch } from './WhyCampaignSearch.tsx';

export function PersonCampaignsPanel({ personId }: { personId: string }) {
  const list = useInfiniteQuery(personCampaignsQuery(personId));
  const rows = list.data?.pages.flatMap((page) => page.campaigns) ?? [];
  return (
    <Panel title="Campaigns" description="What became of each for this person, and why.">
      <Stack gap="sm">
        <WhyCampaignSearch personId={personId} label="Ask about any campaign" />
        {list.isPending && <Skeleton h={60} />}
        {list.error && <ErrorState error={list.error} onRetry={list.refetch} />}
        {list.data && rows.length === 0 && (
          <Text size="sm" c="dimmed">
            No campaign has meant a message for them yet.
          </Text>
        )}
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {rows.map((row) => (
            <Row key={row.campaign_id} row={row} personId={personId} />
          ))}
        </Stack>
        <ShowMore query={list} />
      </Stack>
    </Panel>
  );
}

function Row({ row, personId }: { row: PersonCampaign; personId: string }) {
  const { tone, word } = OUTCOMES[row.outcome];
  return (
    <Group component="li" justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
      <Box miw={0}>
        <TextLink to="/campaigns/$campaignId" params={{ campaignId: row.campaign_id }} size="sm" fw={550}>
          {row.name}
        </TextLink>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          <StateMark tone={tone}>{word}</StateMark> {row.outcome === 'got' ? '' : `${row.title} · `}
          <Time at={row.at} />
          {row.messages > 1 && ` · ${row.accepted} of ${row.messages} sent`}
        </Text>
      </Box>
      <TextLink
        to="/campaigns/$campaignId/why/$personId"
        params={{ campaignId: row.campaign_id, personId }}
        size="sm"
        underline="always"
        aria-label={`Why? ${row.name}`}
      >
        Why?
      </TextLink>
    </Group>
  );
}
