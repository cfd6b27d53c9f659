// Who came to the door of a campaign that waits for something: how many were let in or turned away and why, and each of them.
import { ScrollArea, Skeleton, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReportScope } from '../../../api/reports.ts';
import { resultsQuery } from '../../../api/results.ts';
import type { CampaignEntry, Results } from '../../../api/types.ts';
import { entriesQuery } from '../../../api/why.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { TextLink } from '../../../ui/links.tsx';
import { MeterRow } from '../../../ui/MeterRow.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { Time } from '../../../ui/Time.tsx';
import { didWords, type EntryWords, STARTED_RUN } from './entryWords.ts';

const isIn = ({ outcome }: CampaignEntry): boolean => outcome === 'entered' || outcome === 'run_started';

const becameWords = ({ outcome, explanation, times }: CampaignEntry, { entered }: EntryWords): string => {
  if (outcome === 'entered') return entered;
  if (outcome === 'run_started') return STARTED_RUN;
  return times > 1 ? `${explanation} ${times} times.` : explanation;
};

const nameOf = ({ person_name, customer_id }: CampaignEntry): string =>
  person_name ?? customer_id ?? 'Unnamed';

interface EntriesPanelProps {
  campaignId: string;
  scope: ReportScope;
  words: EntryWords;
}

export function EntriesPanel({ campaignId, scope, words }: EntriesPanelProps) {
  const counts = useQuery(resultsQuery(campaignId, scope)).data?.entries;
  const list = useInfiniteQuery({ ...entriesQuery(campaignId, scope), placeholderData: keepPreviousData });
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Panel title={words.title} description={words.description}>
      <Stack gap="lg">
        {list.isPending && <Skeleton h={120} />}
        {list.error && <ErrorState error={list.error} onRetry={list.refetch} />}
        {list.data && entries.length === 0 && (
          <Text size="sm" c="dimmed">
            {words.nobody}
          </Text>
        )}
        {counts && counts.came > 0 && <Counts counts={counts} words={words} />}
        {entries.length > 0 && <Entries entries={entries} {...{ campaignId, words }} />}
        <ShowMore query={list} />
      </Stack>
    </Panel>
  );
}

function Counts({ counts, words }: { counts: NonNullable<Results['entries']>; words: EntryWords }) {
  const { came, entered, runs_started, turned_away } = counts;
  const isOfRuns = words.entered === STARTED_RUN;
  return (
    <Stack gap="md">
      <MeterRow label={words.came} value={came} of={came} />
      {turned_away.map(({ reason, title, count }) => (
        <MeterRow key={reason} label={title} value={count} of={came} tone="quiet" />
      ))}
      {!isOfRuns && <MeterRow label={words.entered} value={entered} of={came} />}
      {(isOfRuns || runs_started > 0) && <MeterRow label={STARTED_RUN} value={runs_started} of={came} />}
    </Stack>
  );
}

interface EntriesProps {
  entries: readonly CampaignEntry[];
  campaignId: string;
  words: EntryWords;
}

function Entries({ entries, campaignId, words }: EntriesProps) {
  return (
    <ScrollArea type="auto" tabIndex={0} role="group" aria-label={words.title}>
      <Table verticalSpacing={7} miw={620}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Person</Table.Th>
            <Table.Th>Did</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>What became of it</Table.Th>
            <Table.Th>
              <VisuallyHidden>Why</VisuallyHidden>
            </Table.Th>
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
              <Table.Td>{didWords(entry.name)}</Table.Td>
              <Table.Td>
                <Time at={entry.happened_at} as="absolute" />
              </Table.Td>
              <Table.Td>
                <StateMark tone={isIn(entry) ? 'good' : 'warn'} wraps>
                  {becameWords(entry, words)}
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
