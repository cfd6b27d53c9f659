// Who came to the door of a campaign that waits for what people do: let in, or turned away and why.
import { ScrollArea, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { CampaignEntry } from '../../../api/types.ts';
import { entriesQuery } from '../../../api/why.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { TextLink } from '../../../ui/links.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { Time } from '../../../ui/Time.tsx';

const isIn = ({ outcome }: CampaignEntry): boolean => outcome === 'entered' || outcome === 'run_started';

const nameOf = ({ person_name, customer_id }: CampaignEntry): string =>
  person_name ?? customer_id ?? 'Unnamed';

export function EntriesPanel({ campaignId }: { campaignId: string }) {
  const list = useInfiniteQuery(entriesQuery(campaignId));
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Panel title="Who came in" description="And who was turned away at the door, newest first.">
      <Stack gap="md">
        {list.isPending && <Skeleton h={120} />}
        {list.error && <ErrorState error={list.error} onRetry={list.refetch} />}
        {list.data && entries.length === 0 && (
          <Text size="sm" c="dimmed">
            Nobody has done what it waits for since it went live.
          </Text>
        )}
        {entries.length > 0 && <Entries entries={entries} campaignId={campaignId} />}
        <ShowMore query={list} />
      </Stack>
    </Panel>
  );
}

function Entries({ entries, campaignId }: { entries: readonly CampaignEntry[]; campaignId: string }) {
  return (
    <ScrollArea type="auto" tabIndex={0} role="group" aria-label="Who came in">
      <Table verticalSpacing={7} miw={620}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Person</Table.Th>
            <Table.Th>Did</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>What became of it</Table.Th>
            <Table.Th aria-label="Why" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one person may come in twice in the same moment
            <Table.Tr key={index}>
              <Table.Td>
                <TextLink to="/people/$personId" params={{ personId: entry.person_id }} size="sm">
                  {nameOf(entry)}
                </TextLink>
              </Table.Td>
              <Table.Td>{entry.name === 'api' ? 'A call of the API' : entry.name}</Table.Td>
              <Table.Td>
                <Time at={entry.happened_at} as="absolute" />
              </Table.Td>
              <Table.Td>
                <StateMark tone={isIn(entry) ? 'good' : 'warn'} wraps>
                  {`${entry.explanation}${entry.times > 1 ? ` ${entry.times} times.` : ''}`}
                </StateMark>
              </Table.Td>
              <Table.Td>
                <TextLink
                  to="/campaigns/$campaignId/why/$personId"
                  params={{ campaignId, personId: entry.person_id }}
                  size="sm"
                  underline="always"
                  aria-label={`Why? ${nameOf(entry)}`}
                >
                  Why?
                </TextLink>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
