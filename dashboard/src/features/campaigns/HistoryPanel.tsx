// Who did what with the campaign, and when.
import { Table, Text } from '@mantine/core';
import type { Campaign } from '../../api/types.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';

export function HistoryPanel({ campaign }: { campaign: Campaign }) {
  return (
    <Panel title="History">
      {campaign.history.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing yet.
        </Text>
      ) : (
        <Table verticalSpacing={8}>
          <Table.Tbody>
            {campaign.history.map((entry) => (
              <Table.Tr key={`${entry.at} ${entry.action}`}>
                <Table.Td>
                  <Time at={entry.at} as="absolute" />
                </Table.Td>
                <Table.Td>{words(entry.action)}</Table.Td>
                <Table.Td c="dimmed">{entry.actor}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

/** "campaign.published" → "Published" */
function words(action: string): string {
  const text = action.replace(/^campaign\./, '').replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
