// What an import did, and what taking it back left.
import { Anchor, SimpleGrid, Text } from '@mantine/core';
import { type Import, keptUrl } from '../../api/transfer.ts';
import { countPeople, formatNumber } from '../../ui/format.ts';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Stat } from '../../ui/Stat.tsx';
import { Time } from '../../ui/Time.tsx';
import { countRows, listFigures } from './words.ts';

export function ResultPanel({ row }: { row: Import }) {
  const { counts } = row;
  return (
    <Panel title={`${countRows(counts.rows)} read`} description={<When row={row} />}>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {listFigures(row.kind, counts).map((figure) => (
          <Stat key={figure.label} {...figure} />
        ))}
      </SimpleGrid>
      {row.state === 'undone' && <Undone row={row} />}
      {row.list_id !== null && (
        <Text size="sm" mt="md">
          The list is under <TextLink to="/people/lists">Lists</TextLink>, and segments can use it.
        </Text>
      )}
    </Panel>
  );
}

/** How fast a few rows went says nothing. */
const MANY = 1_000;

function When({ row }: { row: Import }) {
  return (
    <>
      {row.ended_at && <Time at={row.ended_at} />}
      {row.rows_per_second !== null &&
        row.counts.rows >= MANY &&
        `, ${formatNumber(row.rows_per_second)} rows a second`}
      {row.can_undo && row.undo_until && (
        <>
          . It can be taken back until <Time at={row.undo_until} as="absolute" />
        </>
      )}
    </>
  );
}

function Undone({ row: { id, kind, counts } }: { row: Import }) {
  return (
    <Text size="sm" mt="md">
      {kind === 'events'
        ? `Taken back: ${formatNumber(counts.removed)} events were removed.`
        : `Taken back: ${countPeople(counts.removed)} removed, ${countPeople(counts.restored)} put back.`}{' '}
      {counts.kept > 0 && (
        <>
          {countPeople(counts.kept)} kept something that changed since:{' '}
          <Anchor href={keptUrl(id)} download>
            see who and why
          </Anchor>
          .
        </>
      )}
    </Text>
  );
}
