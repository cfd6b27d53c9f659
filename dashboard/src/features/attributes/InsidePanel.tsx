// What an object holds: each place inside with its type, as segments and messages name it.
import { ScrollArea, Table, Text } from '@mantine/core';
import type { AttributeDetails } from '../../api/types.ts';
import { Panel } from '../../ui/Panel.tsx';
import { TYPE_WORDS } from './words.ts';

export function InsidePanel({ attribute }: { attribute: AttributeDetails }) {
  return (
    <Panel title="Inside" description={`Segments find ${attribute.name} by these places.`}>
      {attribute.paths.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing yet.
        </Text>
      ) : (
        <ScrollArea.Autosize
          mah={420}
          viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': 'Places inside' }}
        >
          <Table verticalSpacing={6}>
            <Table.Tbody>
              {attribute.paths.map(({ path, type }) => (
                <Table.Tr key={path}>
                  <Table.Th scope="row" fw={400} style={{ overflowWrap: 'anywhere' }}>
                    {path}
                  </Table.Th>
                  <Table.Td c="dimmed">{TYPE_WORDS[type]}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </Panel>
  );
}
