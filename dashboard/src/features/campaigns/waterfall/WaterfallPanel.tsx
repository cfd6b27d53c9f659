// Whom a definition would reach now: from the segment down to each way, with who is lost on the way and why.
import { Divider, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { waterfallQuery } from '../../../api/campaigns.ts';
import type { CampaignDefinition, Waterfall, WaterfallStep } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { MeterRow } from '../../../ui/MeterRow.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { isForOnePerson } from '../type/deliveryTypes.ts';
import { endsIn } from './steps.ts';

export function WaterfallPanel() {
  return (
    <Panel
      title="How many can be reached"
      description="Counted now, and again when it goes out; before attributes are looked at, so whoever lacks one still counts."
    >
      <OfDraft />
    </Panel>
  );
}

function OfDraft() {
  const { campaign, settled, problems } = useDraftContext();
  return <WaterfallOf campaignId={campaign.id} definition={settled} hasProblems={problems.length > 0} />;
}

interface WaterfallOfProps {
  campaignId: string;
  definition: CampaignDefinition;
  /** What is wrong is said elsewhere: that it cannot be counted then is not said again. */
  hasProblems: boolean;
}

export function WaterfallOf({ campaignId, definition, hasProblems }: WaterfallOfProps) {
  const isKnown = definition.segment_id !== null || isForOnePerson(definition.delivery_type);
  const counted = useQuery({ ...waterfallQuery(campaignId, definition), enabled: isKnown });
  if (!isKnown) return <Hint>Choose a segment to see it.</Hint>;
  if (counted.error && !hasProblems)
    return <ErrorState error={counted.error} title="Could not be counted" onRetry={counted.refetch} />;
  if (counted.data === undefined) return counted.error ? null : <Skeleton h={220} />;
  if (counted.data.waterfall === null) return <Hint>Say what is sent, and by which Page, to see it.</Hint>;
  return (
    <div
      style={{ opacity: counted.isPlaceholderData ? 0.6 : 1 }}
      role="status"
      aria-busy={counted.isFetching}
    >
      <Steps waterfall={counted.data.waterfall} />
    </div>
  );
}

const Hint = ({ children }: { children: string }) => (
  <Text size="sm" c="dimmed">
    {children}
  </Text>
);

function Steps({ waterfall: { steps, forecast } }: { waterfall: Waterfall }) {
  const all = steps.find((step) => step.key === 'in_segment')?.people ?? 0;
  const narrowing = steps.filter((step) => !endsIn(step));
  const ends = steps.filter(endsIn);
  return (
    <Stack gap="md">
      {narrowing.map((step) => (
        <Step key={step.key} step={step} all={all} />
      ))}
      {ends.length > 0 && <Divider label="What becomes of them" labelPosition="left" />}
      {ends.map((step) => (
        <Step key={`${step.key} ${step.route}`} step={step} all={all} />
      ))}
      {forecast && (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <IconClock size={16} aria-hidden style={{ flex: 'none', marginTop: 2 }} />
          <Text size="sm" {...(forecast.closing > 0 && { c: 'var(--talaria-warn)' })}>
            {forecast.text}
          </Text>
        </Group>
      )}
    </Stack>
  );
}

const TONES: Partial<Record<WaterfallStep['key'], 'bad' | 'quiet'>> = {
  left_out: 'quiet',
  held: 'quiet',
  not_reached: 'bad',
};

function Step({ step, all }: { step: WaterfallStep; all: number }) {
  return (
    <div>
      <MeterRow
        label={step.title}
        value={step.people}
        of={all}
        tone={TONES[step.key] ?? 'normal'}
        note={step.explanation}
      />
      {step.reasons.length > 0 && (
        <Stack component="ul" gap={2} mt={4} mb={0} pl="md" style={{ listStyle: 'none' }}>
          {step.reasons.map(({ reason, title, remedy, people }) => (
            <Text component="li" size="xs" key={reason}>
              <Text span size="xs" fw={600} className="numbers">
                {formatNumber(people)}
              </Text>{' '}
              {title}.{' '}
              <Text span size="xs" c="dimmed">
                {remedy}
              </Text>
            </Text>
          ))}
        </Stack>
      )}
    </div>
  );
}
