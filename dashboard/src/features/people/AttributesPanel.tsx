// What is known about a person, as it can be used in segments and messages.
import { ScrollArea, Table, Text } from '@mantine/core';
import { formatDateTime } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';

export function AttributesPanel({ attributes }: { attributes: Record<string, unknown> }) {
  const entries = Object.entries(attributes).sort(([a], [b]) => a.localeCompare(b));
  return (
    <Panel title="Attributes">
      {entries.length === 0 ? (
        <Text size="sm" c="dimmed">
          None known.
        </Text>
      ) : (
        <ScrollArea.Autosize
          mah={520}
          viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': 'Names and values' }}
        >
          <Table verticalSpacing={6} layout="fixed">
            <Table.Tbody>
              {entries.map(([name, value]) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row" fw={400} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {name}
                  </Table.Th>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{showValue(value)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </Panel>
  );
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

function showValue(value: unknown): string {
  if (typeof value === 'string') return INSTANT.test(value) ? formatDateTime(value) : value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(String).join(', ');
  return JSON.stringify(value);
}
