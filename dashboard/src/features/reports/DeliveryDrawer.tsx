// One recipient in full: what became of them, and each call with its request and response.
import { Alert, Drawer, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { deliveryQuery } from '../../api/reports.ts';
import type { Attempt, Delivery } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatNumber } from '../../ui/format.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { languageName } from '../../ui/languageName.ts';
import { TextLink } from '../../ui/links.tsx';
import { RequestView, ResponseView } from '../../ui/RequestView.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { DeliveryResponses } from './DeliveryResponses.tsx';
import { DELIVERY_WORDS, outcomeWords } from './recipients.ts';
import { formatMoney } from './results/resultWords.ts';
import { routeWords } from './routes.ts';

interface DeliveryDrawerProps {
  deliveryId: string | null;
  /** Who was called: see `otherSideOf`. */
  otherSide: string;
  /** What each control did with it, which another part of the dashboard tells. */
  controls: (delivery: Delivery) => React.ReactNode;
  onClose: () => void;
}

export function DeliveryDrawer({ deliveryId, onClose, ...of }: DeliveryDrawerProps) {
  return (
    <Drawer opened={deliveryId !== null} onClose={onClose} position="right" size="lg" title="Recipient">
      {deliveryId !== null && <DeliveryDetail {...{ deliveryId, ...of }} />}
    </Drawer>
  );
}

type DeliveryDetailProps = Omit<DeliveryDrawerProps, 'deliveryId' | 'onClose'> & { deliveryId: string };

function DeliveryDetail({ deliveryId, otherSide, controls }: DeliveryDetailProps) {
  const delivery = useQuery(deliveryQuery(deliveryId));
  if (delivery.isPending) return <LoadingRows rows={5} />;
  if (delivery.error) return <ErrorState error={delivery.error} onRetry={delivery.refetch} />;
  const { person, state, title, remedy, attempt_log: attempts } = delivery.data;
  const { tone, word } = DELIVERY_WORDS[state];
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <TextLink to="/people/$personId" params={{ personId: person.id }} fw={600}>
          {person.name ?? person.customer_id ?? 'Unnamed'}
        </TextLink>
        <StateMark tone={tone}>{word}</StateMark>
      </Group>
      <TextLink
        to="/campaigns/$campaignId/why/$personId"
        params={{ campaignId: delivery.data.campaign.id, personId: person.id }}
        size="sm"
        underline="always"
      >
        Why? Everything that happened, step by step
      </TextLink>
      {title && (
        <Alert color={state === 'failed' ? 'red' : 'gray'} title={title}>
          {remedy}
        </Alert>
      )}
      {controls(delivery.data)}
      <Facts delivery={delivery.data} />
      <DeliveryResponses responses={delivery.data.responses} />
      {attempts.length === 0 && (
        <Text size="sm" c="dimmed">
          No call was made.
        </Text>
      )}
      {attempts.map((attempt) => (
        <AttemptView
          key={attempt.number}
          isHidden={delivery.data.content_hidden}
          {...{ attempt, otherSide }}
        />
      ))}
    </Stack>
  );
}

function Facts({ delivery }: { delivery: Delivery }) {
  const isAccepted = delivery.state === 'accepted';
  const facts: [string, React.ReactNode][] = [
    ['PSID', delivery.psid ?? 'none'],
    ['Message ID', delivery.mid ?? 'none'],
    ['Reason', delivery.reason ?? 'none'],
    [delivery.one_by_one ? 'Version' : 'Run', runWords(delivery)],
    ...(delivery.variant === null ? [] : [['Variant', delivery.variant] as [string, React.ReactNode]]),
    ...(delivery.conversions > 0 ? [['Goal', goalWords(delivery)] as [string, React.ReactNode]] : []),
    ...(delivery.route ? routeFacts(delivery.route) : []),
    ...dueFacts(delivery),
    ['Settled', when(delivery.settled_at, 'not yet')],
    // Only what was accepted can be delivered and read.
    ...(isAccepted
      ? [['Delivered', when(delivery.delivered_at, 'not known')] as [string, React.ReactNode]]
      : []),
    ...(isAccepted ? [['Read', when(delivery.read_at, 'not known')] as [string, React.ReactNode]] : []),
  ];
  return (
    <Table verticalSpacing={5} layout="fixed">
      <Table.Tbody>
        {facts.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w={110} fw={400} c="dimmed">
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const runWords = ({ one_by_one, run, version }: Delivery): string =>
  one_by_one ? `${version}` : `${run}, of version ${version}`;

const goalWords = ({ conversions, revenue }: Delivery): string =>
  [
    conversions === 1 ? 'Reached once' : `Reached ${formatNumber(conversions)} times`,
    revenue !== null && `revenue ${formatMoney(revenue)}`,
  ]
    .filter(Boolean)
    .join(', ');

/** When something happens next. Of who was not tried yet it is their place in the order, which says nothing as a time. */
function dueFacts({ state, attempts, due_at }: Delivery): [string, React.ReactNode][] {
  const due = when(due_at, '');
  if (state === 'held') return [['Held until', due]];
  if (state === 'unknown') return [['Looked at next', due]];
  return state === 'pending' && attempts > 0 ? [['Tried again', due]] : [];
}

const routeFacts = (route: NonNullable<Delivery['route']>): [string, React.ReactNode][] => [
  ['Way', routeWords(route)],
  ...(route.held_at ? [['First held', when(route.held_at, '')] as [string, React.ReactNode]] : []),
];

const when = (at: string | null, otherwise: string) => (at ? <Time at={at} as="seconds" /> : otherwise);

interface AttemptViewProps {
  attempt: Attempt;
  otherSide: string;
  /** It holds sensitive attributes. */
  isHidden: boolean;
}

function AttemptView({ attempt, otherSide, isHidden }: AttemptViewProps) {
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Title order={3}>Call {attempt.number}</Title>
        <Text size="sm" c="dimmed">
          <Time at={attempt.started_at} as="seconds" />
          {attempt.finished_at && `, ${Date.parse(attempt.finished_at) - Date.parse(attempt.started_at)} ms`}
        </Text>
      </Group>
      <Text size="sm">
        {outcomeWords(attempt.outcome, otherSide)}
        {attempt.language && `, in ${languageName(attempt.language)}`}
      </Text>
      {attempt.request ? (
        <RequestView request={attempt.request} />
      ) : (
        <Text size="sm" c="dimmed">
          {missingRequestWords(attempt, isHidden)}
        </Text>
      )}
      <ResponseView status={attempt.status} body={attempt.response} />
    </Stack>
  );
}

function missingRequestWords({ finished_at }: Attempt, isHidden: boolean): string {
  if (isHidden) return 'What was sent and answered is hidden: it may hold sensitive attributes.';
  return finished_at
    ? 'What was sent was not written down: the process ended in the middle of the call.'
    : 'The call is under way.';
}
