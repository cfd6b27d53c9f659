// The most frequent values of an attribute, from a sample of people.
import { Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { valuesQuery } from '../../api/catalogue.ts';
import type { AttributeDetails } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatDateTime, formatShare } from '../../ui/format.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';

export function ValuesPanel({ attribute }: { attribute: AttributeDetails }) {
  const values = useQuery(valuesQuery(attribute.name));
  return (
    <Panel title="Frequent values" description="Shares of all people, from a sample.">
      {values.isPending && <LoadingRows rows={4} />}
      {values.error && <ErrorState error={values.error} onRetry={values.refetch} />}
      {values.data?.values.length === 0 && (
        <Text size="sm" c="dimmed">
          {attribute.sensitive ? 'None are shown: the attribute is sensitive.' : 'None in the sample.'}
        </Text>
      )}
      {values.data && values.data.values.length > 0 && (
        <Table verticalSpacing={6} aria-label="Frequent values">
          <Table.Tbody>
            {values.data.values.map(({ value, share }) => (
              <Table.Tr key={JSON.stringify(value)}>
                <Table.Th scope="row" fw={400} style={{ overflowWrap: 'anywhere' }}>
                  {words(value, attribute.type)}
                </Table.Th>
                <Table.Td ta="end" className="numbers">
                  {formatShare(share, 1)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

function words(value: string | number | boolean, type: AttributeDetails['type']): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return type === 'datetime' && typeof value === 'string' ? formatDateTime(value) : String(value);
}
