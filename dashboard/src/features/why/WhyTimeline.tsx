// Everything that happened between a campaign and a person; a call opens with its request and its answer.
import { Button, Collapse, Stack, Text, Timeline } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { deliveryQuery } from '../../api/reports.ts';
import type { WhyStep } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { RequestView, ResponseView } from '../../ui/RequestView.tsx';
import { Time } from '../../ui/Time.tsx';
import { toneOf } from './outcomes.ts';
import { readSent } from './sent.ts';

/** Shows a message as it looks in Messenger. @param pageId whose templates are meant; null: not known */
export type ShowMessage = (message: Record<string, unknown>, pageId: string | null) => ReactNode;

interface WhyTimelineProps {
  steps: readonly WhyStep[];
  zone: string;
  phone: ShowMessage;
}

export function WhyTimeline({ steps, zone, phone }: WhyTimelineProps) {
  if (steps.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing has happened between this campaign and this person.
      </Text>
    );
  return (
    <Timeline bulletSize={14} lineWidth={2} component="ol" m={0} style={{ listStyle: 'none' }}>
      {steps.map((step, index) => (
        <Timeline.Item
          // biome-ignore lint/suspicious/noArrayIndexKey: a step has no name of its own; a new answer is another list
          key={index}
          component="li"
          bullet={<Dot tone={toneOf(step)} />}
          title={<Text fw={550}>{step.title}</Text>}
        >
          <Text size="xs" c="dimmed">
            {step.at === null ? 'Now' : <Time at={step.at} as="seconds" zone={zone} />}
          </Text>
          {step.detail && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {step.detail}
            </Text>
          )}
          {step.remedy && (
            <Text size="sm" c="dimmed">
              {step.remedy}
            </Text>
          )}
          {step.delivery_id && step.attempt !== null && (
            <Call deliveryId={step.delivery_id} number={step.attempt} phone={phone} />
          )}
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

/** The title says the same in words. */
const Dot = ({ tone }: { tone: string }) => (
  <span
    aria-hidden
    style={{ width: 10, height: 10, borderRadius: '50%', background: `var(--talaria-${tone})` }}
  />
);

interface CallProps {
  deliveryId: string;
  number: number;
  phone: ShowMessage;
}

function Call(of: CallProps) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <Stack gap="xs" mt={6}>
      <div>
        <Button size="compact-xs" variant="default" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? 'Hide message, request and answer' : 'Message, request and answer'}
        </Button>
      </div>
      <Collapse expanded={isOpen}>{isOpen && <CallDetail {...of} />}</Collapse>
    </Stack>
  );
}

function CallDetail({ deliveryId, number, phone }: CallProps) {
  const delivery = useQuery(deliveryQuery(deliveryId));
  if (delivery.isPending) return <LoadingRows rows={3} />;
  if (delivery.error) return <ErrorState error={delivery.error} onRetry={delivery.refetch} />;
  const attempt = delivery.data.attempt_log.find((one) => one.number === number);
  if (delivery.data.content_hidden || !attempt)
    return (
      <Text size="sm" c="dimmed">
        {attempt
          ? 'What was sent and answered is hidden: it may hold sensitive attributes.'
          : 'The call is not kept any more.'}
      </Text>
    );
  const sent = attempt.request && readSent(attempt.request);
  return (
    <Stack gap="xs">
      {sent && phone(sent.message, sent.pageId)}
      {attempt.request && <RequestView request={attempt.request} />}
      <ResponseView status={attempt.status} body={attempt.response} />
    </Stack>
  );
}
