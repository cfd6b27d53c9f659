// What is known about a person, as it can be used in segments and messages.
import { ScrollArea, Table, Text } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { AttributeValue } from './AttributeValue.tsx';

interface AttributesPanelProps {
  attributes: Record<string, unknown>;
  /** Names of sensitive ones, whose values are not shown. */
  hidden: string[];
}

/** Stands for a value that is not shown. */
const HIDDEN = Symbol('hidden');

export function AttributesPanel({ attributes, hidden }: AttributesPanelProps) {
  const all = [...Object.entries(attributes), ...hidden.map((name): [string, unknown] => [name, HIDDEN])];
  const entries = all.sort(([a], [b]) => a.localeCompare(b));
  return (
    <Panel
      title="Attributes"
      actions={
        <TextLink to="/people/attributes" size="sm">
          All attributes
        </TextLink>
      }
    >
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
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>
                    {value === HIDDEN ? <Hidden /> : <AttributeValue value={value} />}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </Panel>
  );
}

function Hidden() {
  return (
    <Text span size="sm" c="dimmed">
      <IconEyeOff size={14} aria-hidden style={{ verticalAlign: '-2px' }} /> hidden, it is sensitive
    </Text>
  );
}
