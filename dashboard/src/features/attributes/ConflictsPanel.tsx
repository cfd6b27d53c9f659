// Values of another type that were refused: how many, the last one, and where it came from.
import { Button, Table, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { forgetConflicts } from '../../api/catalogue.ts';
import { catalogueQuery } from '../../api/people.ts';
import type { AttributeDetails } from '../../api/types.ts';
import { formatNumber } from '../../ui/format.ts';
import { notifyFailed } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { sourceWord, TYPE_WORDS } from './words.ts';

export function ConflictsPanel({ attribute }: { attribute: AttributeDetails }) {
  const queryClient = useQueryClient();
  const forgetting = useMutation({
    mutationFn: () => forgetConflicts(attribute.name),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: catalogueQuery.queryKey }),
    onError: (error) => notifyFailed('They are not forgotten', error),
  });
  return (
    <Panel
      title="Refused values"
      description={`The attribute is of type ${TYPE_WORDS[attribute.type].toLowerCase()}, and these were not. Mend the sender, or change the type.`}
      actions={
        <Button variant="default" loading={forgetting.isPending} onClick={() => forgetting.mutate()}>
          Forget them
        </Button>
      }
    >
      <Table verticalSpacing={6} aria-label="Refused values">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Type</Table.Th>
            <Table.Th scope="col" ta="end">
              Times
            </Table.Th>
            <Table.Th scope="col">The last one</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attribute.conflicts_by_type.map((conflict) => (
            <Table.Tr key={conflict.seen_type}>
              <Table.Th scope="row" fw={400}>
                {TYPE_WORDS[conflict.seen_type]}
              </Table.Th>
              <Table.Td ta="end" className="numbers">
                {formatNumber(conflict.times)}
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {conflict.last_value === null ? (
                  <Text span size="sm" c="dimmed">
                    hidden
                  </Text>
                ) : (
                  <Text span size="sm" ff="monospace">
                    {conflict.last_value}
                  </Text>
                )}
                <Text size="xs" c="dimmed">
                  from {sourceWord(conflict.last_source)}, <Time at={conflict.last_at} />
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
