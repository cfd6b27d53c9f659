// What the check of a whole file found: what an import would do.
import { SimpleGrid } from '@mantine/core';
import type { ImportCounts, ImportKind } from '../../api/transfer.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Stat } from '../../ui/Stat.tsx';
import { countRows, listFigures } from './words.ts';

export function CheckedPanel({ kind, counts }: { kind: ImportKind; counts: ImportCounts }) {
  return (
    <Panel
      title={`${countRows(counts.rows)} checked`}
      description="Nothing was written. An import would give:"
    >
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {listFigures(kind, counts).map((figure) => (
          <Stat key={figure.label} {...figure} />
        ))}
      </SimpleGrid>
    </Panel>
  );
}
