// How a version differs from the campaign as it is worked on now: field by field, both values.
import { Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaignVersionQuery } from '../../../api/campaign-life.ts';
import type { Campaign } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { TableScroll } from '../../../ui/TableScroll.tsx';
import { fieldWords } from '../editor/fieldWords.ts';
import { valueWords } from '../editor/valueWords.ts';

export function Differences({ campaign, version }: { campaign: Campaign; version: number }) {
  const found = useQuery(campaignVersionQuery(campaign.id, version, campaign.revision));
  if (found.isPending) return <Skeleton h={60} mt="sm" />;
  if (found.error) return <ErrorState error={found.error} onRetry={found.refetch} />;
  const { differences } = found.data;
  if (differences.length === 0)
    return (
      <Text size="sm" c="dimmed" mt="xs">
        It says and does the same as now.
      </Text>
    );
  return (
    <TableScroll label="Differences" minWidth={420}>
      <Table verticalSpacing={6} mt="xs" layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>In version {version}</Table.Th>
            <Table.Th>Now</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differences.map(({ field, before, now }) => (
            <Table.Tr key={field} style={{ verticalAlign: 'top' }}>
              <Table.Td>{fieldWords(field) || 'Message'}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{valueWords(before)}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{valueWords(now)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </TableScroll>
  );
}
