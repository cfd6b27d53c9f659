// Rows that could not be taken: the first of them with what to do, and all as a file.
import { Button, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { badRowsQuery, badRowsUrl, type Import } from '../../api/transfer.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatNumber } from '../../ui/format.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';

const SHOWN_CELLS = 6;

export function BadRowsPanel({ row }: { row: Import }) {
  const count = row.counts.bad + row.counts.unmatched;
  const rows = useQuery(badRowsQuery(row.id, count));
  const title = row.kind === 'list' ? 'Left out' : 'Bad rows';
  return (
    <Panel
      title={`${title}: ${formatNumber(count)}`}
      description="The file has the same columns and what to do about each row: mend it there and import it again."
      actions={
        <Button
          component="a"
          href={badRowsUrl(row.id)}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Download {row.kind === 'list' ? 'them' : 'bad rows'}
        </Button>
      }
    >
      {rows.isPending && <LoadingRows rows={3} />}
      {rows.error && <ErrorState error={rows.error} onRetry={rows.refetch} />}
      {rows.data && (
        <Table.ScrollContainer minWidth={520} tabIndex={0} aria-label={title} role="region">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Line</Table.Th>
                <Table.Th>Problem</Table.Th>
                <Table.Th>Row</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.data.rows.map(({ line, message, remedy, cells }) => (
                <Table.Tr key={line}>
                  <Table.Td className="numbers">{formatNumber(line)}</Table.Td>
                  <Table.Td>
                    <Text size="sm">{message}</Text>
                    <Text size="xs" c="dimmed">
                      {remedy}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Text size="xs" c="dimmed" lineClamp={2} maw={320} style={{ overflowWrap: 'anywhere' }}>
                      {cells.slice(0, SHOWN_CELLS).join(' · ')}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}
