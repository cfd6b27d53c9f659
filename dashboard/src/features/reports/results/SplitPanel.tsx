// The same figures side by side: by variant, by version, by run. Shown where there is more than one of a kind.
import { Badge, Group, Stack, Table, Text, Title } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import type { Results } from '../../../api/types.ts';
import { countPeople, formatNumber, formatShare } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { TableScroll } from '../../../ui/TableScroll.tsx';
import { Time } from '../../../ui/Time.tsx';
import { listRuns, runName } from '../scope.ts';
import { chosenWords, winnerWord } from './resultWords.ts';

type Counts = Pick<
  Results['versions'][number],
  'people' | 'accepted' | 'read' | 'clicked' | 'answered' | 'converted'
>;
interface Row {
  key: string;
  name: ReactNode;
  counts: Counts;
}

export function SplitPanel({ results }: { results: Results }) {
  const { variants, versions } = results;
  const runs = listRuns(results.runs);
  const hasGoals = results.goals.length > 0;
  const parts = [
    variants.length > 1 && {
      title: 'Variants',
      text: <VariantsText results={results} />,
      rows: variants.map((one) => ({ key: String(one.place), name: <Variant {...one} />, counts: one })),
    },
    versions.length > 1 && {
      title: 'Versions',
      text: null,
      rows: versions.map((one) => ({
        key: String(one.version),
        name: <Named name={`Version ${one.version}`} note={<Time at={one.published_at} as="absolute" />} />,
        counts: one,
      })),
    },
    runs.length > 1 && {
      title: 'Runs',
      text: runs.length === MAX_RUNS && (
        <Text size="sm" mt={4}>
          The latest {MAX_RUNS}.
        </Text>
      ),
      rows: runs.map((one) => ({
        key: String(one.run),
        name: (
          <Named
            name={runName(one)}
            note={one.started_at ? <Time at={one.started_at} as="absolute" /> : 'Not started'}
          />
        ),
        counts: one,
      })),
    },
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return (
    <Panel title="Side by side" description="Shares are of those whom the message was accepted for.">
      <Stack gap="xl">
        {parts.map(({ title, text, rows }) => (
          <div key={title}>
            <Title order={3}>{title}</Title>
            {text}
            <CountsTable label={title} rows={rows} hasGoals={hasGoals} />
          </div>
        ))}
      </Stack>
    </Panel>
  );
}

/** As many as a report lists. */
const MAX_RUNS = 100;

const Variant = ({ name, winner }: Results['variants'][number]) => (
  <Group gap={6}>
    <Text size="sm">{name}</Text>
    {winner && (
      <Badge size="xs" variant="light" tt="none" style={{ flex: 'none' }}>
        {winnerWord(winner)}
      </Badge>
    )}
  </Group>
);

/** Who leads, how the winner was chosen, and who got it since. */
function VariantsText({ results: { variants, variants_text, versions } }: { results: Results }) {
  const [first] = variants;
  return (
    <Stack gap={4} mt={4}>
      {versions.length > 1 && first && <Text size="sm">Of version {first.version}.</Text>}
      {variants_text && <Text size="sm">{variants_text}</Text>}
      {variants.map(({ place, name, winner, rollout }) => (
        <Fragment key={place}>
          {winner && (
            <Text size="sm" c="dimmed" component="div">
              “{name}” was chosen
              {winner.of_runs > 1 && ` in ${winner.runs} of ${winner.of_runs} runs, the last time`}
              {winner.at && (
                <>
                  {' '}
                  <Time at={winner.at} as="absolute" />
                </>
              )}
              : {chosenWords(winner)}.
              {rollout &&
                ` Since then ${countPeople(rollout.people)} got it, ${formatNumber(rollout.accepted)} accepted.`}
            </Text>
          )}
        </Fragment>
      ))}
    </Stack>
  );
}

const Named = ({ name, note }: { name: string; note: ReactNode }) => (
  <>
    <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
      {name}
    </Text>
    <Text size="xs" c="dimmed" component="div" style={{ whiteSpace: 'nowrap' }}>
      {note}
    </Text>
  </>
);

const SHARES = ['read', 'clicked', 'answered', 'converted'] as const;
const HEADS: Record<(typeof SHARES)[number], string> = {
  read: 'Read',
  clicked: 'Clicked',
  answered: 'Answered',
  converted: 'Goal',
};
const MIN_WIDTH = 560;
const MAX_HEIGHT = 420;

function CountsTable({ label, rows, hasGoals }: { label: string; rows: Row[]; hasGoals: boolean }) {
  const shares = SHARES.filter((share) => share !== 'converted' || hasGoals);
  return (
    <TableScroll label="Side by side" minWidth={MIN_WIDTH} mah={MAX_HEIGHT} mt="xs">
      <Table aria-label={label} verticalSpacing={8} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{label.slice(0, -1)}</Table.Th>
            <Table.Th ta="end">People</Table.Th>
            <Table.Th ta="end">Accepted</Table.Th>
            {shares.map((share) => (
              <Table.Th key={share} ta="end">
                {HEADS[share]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, name, counts }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row" fw={400}>
                {name}
              </Table.Th>
              <Table.Td ta="end" className="numbers">
                {formatNumber(counts.people)}
              </Table.Td>
              <Table.Td ta="end" className="numbers">
                {formatNumber(counts.accepted)}
              </Table.Td>
              {shares.map((share) => (
                <Table.Td key={share} ta="end" className="numbers">
                  {formatNumber(counts[share])}
                  <Text size="xs" c="dimmed">
                    {formatShare(counts[share], counts.accepted)}
                  </Text>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </TableScroll>
  );
}
