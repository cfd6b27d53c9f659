// A definition in a few lines: the whole in one sentence, then who, what, how.
import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { segmentsQuery } from '../../../api/segments.ts';
import { sendingRulesQuery } from '../../../api/sending-rules.ts';
import type { CampaignCheck, CampaignDefinition } from '../../../api/types.ts';
import { languageName } from '../../../ui/languageName.ts';
import { minutesWords } from '../../../ui/minutes.ts';
import { rulesWords } from '../answer/words.ts';
import { KINDS, kindOf } from '../compose/kinds.ts';
import { controlsSentence } from '../controls/controlWords.ts';
import { winnerWords } from '../experiment/words.ts';
import { routesWords } from '../routes/routes.ts';
import { isForOnePerson, typeTitle } from '../type/deliveryTypes.ts';
import { campaignSentence } from '../when/sentence.ts';
import { useNames } from '../when/useNames.ts';
import { useDraftContext } from './DraftContext.ts';

export function Summary() {
  const { definition, check } = useDraftContext();
  return <DefinitionSummary definition={definition} check={check} />;
}

interface DefinitionSummaryProps {
  definition: CampaignDefinition;
  /** undefined: not known yet. */
  check: CampaignCheck | undefined;
}

export function DefinitionSummary({ definition, check }: DefinitionSummaryProps) {
  const segments = useQuery(segmentsQuery);
  const names = useNames();
  const rules = useQuery(sendingRulesQuery);
  const segment = segments.data?.segments.find((one) => one.id === definition.segment_id);
  const isMessenger = check?.destination.kind === 'send_api';
  // An answer leaves at once, before everything else.
  const hasChoices = definition.delivery_type !== 'conversation';
  const missingRule = (definition.message ?? definition.request)?.missing_attribute;
  const rows: [string, string][] = [
    ['Starts', typeTitle(definition.delivery_type)],
    ['In words', campaignSentence(definition, names)],
    ['Segment', segment ? `${segment.name}: ${segment.sentence}` : noSegment(definition)],
    ['Goes to', check?.destination.explanation ?? '…'],
    ...messageRows(definition),
    ...partRows(definition),
    ...requestRows(definition, isMessenger),
    ['Uses', check?.attributes.length ? check.attributes.join(', ') : 'no attributes'],
    ['Missing attribute', missingRule === 'blank' ? 'left empty' : 'the person is skipped'],
    ...(hasChoices ? choiceRows(definition, isMessenger) : []),
    ...(hasChoices
      ? [['Controls', controlsSentence(definition.controls, rules.data)] as [string, string]]
      : []),
    ...(definition.goals.length > 0 ? [['Goals', goalsWords(definition)] as [string, string]] : []),
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

const noSegment = ({ delivery_type }: CampaignDefinition): string =>
  isForOnePerson(delivery_type) ? 'everybody who comes in' : 'none chosen';

const choiceRows = (definition: CampaignDefinition, isMessenger: boolean): [string, string][] => [
  ...(isMessenger ? [['Ways', routesWords(definition.routes)] as [string, string]] : []),
  [
    'Speed',
    definition.per_second === null ? 'as fast as allowed' : `at most ${definition.per_second} a second`,
  ],
  ...(isMessenger ? sendingRows(definition) : []),
];

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

function messageRows({ message }: CampaignDefinition): [string, string][] {
  if (message === null) return [];
  const kind = kindOf(message.message);
  const rows: [string, string][] = [['Message', KINDS.find((one) => one.kind === kind)?.label ?? kind]];
  if (!message.track_links) rows.push(['Clicks', 'not counted']);
  return rows;
}

/** What else it says, where it says more than one thing. */
function partRows({
  experiment,
  translations,
  content,
  delivery_type,
}: CampaignDefinition): [string, string][] {
  const rows: [string, string][] = [];
  if (experiment !== null) {
    const shares = experiment.variants.map(({ name, weight }) => `${name} ${weight} %`).join(', ');
    const winner = experiment.winner && ` ${winnerWords(experiment.winner, !isForOnePerson(delivery_type))}`;
    rows.push(['Variants', `${shares}.${winner ?? ''}`]);
  }
  if (translations.length > 0)
    rows.push(['Languages', translations.map(({ language }) => languageName(language)).join(', ')]);
  if (content.length > 0)
    rows.push(['Fetches', content.map(({ name, url }) => `${name} from ${url}`).join(', ')]);
  return rows;
}

const goalsWords = ({ goals }: CampaignDefinition): string =>
  goals.map(({ name, within_hours }) => `${name} within ${minutesWords(within_hours * 60)}`).join(', ');

function requestRows({ request }: CampaignDefinition, isMessenger: boolean): [string, string][] {
  if (request === null) return [];
  const call: [string, string] = ['Request', `${request.method} ${request.url}`];
  return isMessenger ? [call] : [call, ['Answer and retries', rulesWords(request)]];
}
