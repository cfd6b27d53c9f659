// The draft in a few lines: who, what, when.
import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { segmentsQuery } from '../../../api/segments.ts';
import type { CampaignDefinition } from '../../../api/types.ts';
import { rulesWords } from '../answer/words.ts';
import { useDraftContext } from './DraftContext.ts';

export function Summary() {
  const { definition, check } = useDraftContext();
  const segments = useQuery(segmentsQuery);
  const segment = segments.data?.segments.find((one) => one.id === definition.segment_id);
  const isMessenger = check?.destination.kind === 'send_api';
  const rows: [string, string][] = [
    ['Segment', segment ? `${segment.name}: ${segment.sentence}` : 'none chosen'],
    ['Goes to', check?.destination.explanation ?? '…'],
    ['Request', `${definition.request.method} ${definition.request.url}`],
    ['Uses', check?.attributes.length ? check.attributes.join(', ') : 'no attributes'],
    [
      'Missing attribute',
      definition.request.missing_attribute === 'skip' ? 'the person is skipped' : 'left empty',
    ],
    isMessenger
      ? ['Window closed', windowWords(definition)]
      : ['Answer and retries', rulesWords(definition.request)],
    ['When', whenWords(definition)],
    [
      'Speed',
      definition.per_second === null ? 'as fast as allowed' : `at most ${definition.per_second} a second`,
    ],
    ...(isMessenger ? sendingRows(definition) : []),
  ];
  return (
    <Table verticalSpacing={7} layout="fixed">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w={130} fw={400} c="dimmed" style={{ verticalAlign: 'top' }}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const sendingRows = (definition: CampaignDefinition): [string, string][] => [
  [
    'Priority',
    definition.priority === 'high'
      ? 'before other campaigns of this Page'
      : 'takes turns with other campaigns',
  ],
  [
    'No answer',
    definition.resend_unknown === 'never'
      ? 'never sent again'
      : 'sent again once it is sure it did not arrive',
  ],
];

const windowWords = (definition: CampaignDefinition): string =>
  definition.outside_window === 'skip'
    ? 'the person is skipped'
    : `the message is held for up to ${definition.hold_hours} hours`;

export function whenWords({ schedule }: CampaignDefinition): string {
  return schedule.kind === 'now'
    ? 'as soon as it is published'
    : `${schedule.local_time.replace('T', ' ')}, ${schedule.time_zone}`;
}
