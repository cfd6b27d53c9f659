// How far a check, an import or an undo is, as it goes.
import { Group, Progress, SimpleGrid, Text } from '@mantine/core';
import type { Import } from '../../api/transfer.ts';
import { formatNumber, formatShare } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Stat } from '../../ui/Stat.tsx';
import { countRows, listFigures } from './words.ts';

const TITLES: Partial<Record<Import['state'], string>> = {
  checking: 'Reading the whole file, without writing anything',
  running: 'Importing',
  paused: 'Paused',
  undoing: 'Taking the import back',
};

export function ProgressPanel({ row }: { row: Import }) {
  const { counts, state, progress } = row;
  const figures =
    state === 'undoing'
      ? [
          { label: 'Removed', value: counts.removed },
          { label: 'Put back', value: counts.restored },
          { label: 'Kept', value: counts.kept },
        ]
      : listFigures(row.kind, counts);
  return (
    <Panel title={TITLES[state] ?? ''}>
      <Progress
        value={progress * 100}
        size="lg"
        aria-label="Progress"
        animated={state !== 'paused'}
        striped={state !== 'paused'}
      />
      <Group justify="space-between" mt="xs" mb="md">
        <Text size="sm" aria-live="polite" className="numbers">
          {formatShare(progress, 1)}
          {state !== 'undoing' && ` · ${countRows(counts.rows)}`}
        </Text>
        {row.rows_per_second !== null && state === 'running' && (
          <Text size="sm" c="dimmed" className="numbers">
            {formatNumber(row.rows_per_second)} rows a second
          </Text>
        )}
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {figures.map((figure) => (
          <Stat key={figure.label} {...figure} />
        ))}
      </SimpleGrid>
    </Panel>
  );
}
