// A campaign on its way: rate, time left, how far it has come, what holds it, and the calls without an answer. Every line
// has its place from the beginning, so that nothing moves when figures change.
import { Progress, SimpleGrid, Stack, Text, VisuallyHidden } from '@mantine/core';
import type { Report } from '../../api/types.ts';
import { serviceNow } from '../../ui/clock.ts';
import { formatClock, formatNumber, formatRate, formatSpan } from '../../ui/format.ts';
import { Stat } from '../../ui/Stat.tsx';
import { LimitNote } from './LimitNote.tsx';
import { UnknownNote } from './UnknownNote.tsx';

interface LivePanelProps {
  report: Report;
  /** Somebody wants to see whose calls were not answered. */
  onUnknown: () => void;
}

const NBSP = '\u00a0'; // keeps the line of a note that has nothing to say

export function LivePanel({ report, onUnknown }: LivePanelProps) {
  const { delivery, in_segment: all } = report;
  const settled = countSettled(report);
  const share = all > 0 ? (settled / all) * 100 : 0;
  return (
    <Stack component="section" aria-label="Under way" gap="md">
      <SimpleGrid cols={{ base: 2, sm: delivery.usage_percent === null ? 3 : 4 }} spacing="xl">
        <Stat
          label="Rate now"
          value={`${formatRate(delivery.per_second)} /s`}
          note={
            delivery.limit_per_second === null
              ? 'no limit set'
              : `of at most ${formatRate(delivery.limit_per_second)} a second`
          }
        />
        <Stat
          label="Time left"
          value={delivery.seconds_left === null ? '–' : formatSpan(delivery.seconds_left)}
          note={delivery.seconds_left === null ? NBSP : `done about ${doneAt(delivery.seconds_left)}`}
        />
        <Stat
          label="Settled"
          value={settled}
          note={report.prepared ? `of ${formatNumber(all)}` : `of ${formatNumber(all)} so far`}
        />
        {delivery.usage_percent !== null && (
          <Stat
            label="Allowance used"
            value={`${Math.round(delivery.usage_percent)} %`}
            note="as Facebook says"
          />
        )}
      </SimpleGrid>
      <Progress
        value={share}
        animated={delivery.per_second > 0}
        size="sm"
        aria-label="Share of recipients settled"
      />
      <LimitNote report={report} />
      {delivery.unknown && <UnknownNote unknown={delivery.unknown} onShow={onUnknown} />}
      {delivery.echoes === 'not_subscribed' && (
        <Text size="sm" c="dimmed">
          This Page sends no echoes, so Talaria cannot prove by itself which unanswered calls arrived.
          Subscribe it under Pages.
        </Text>
      )}
      <Spoken report={report} share={share} />
    </Stack>
  );
}

/** What a screen reader is told, politely: each tenth of the way, and whatever holds it; not every figure. */
function Spoken({ report, share }: { report: Report; share: number }) {
  const tenths = Math.floor(share / 10) * 10;
  const limit = report.delivery.limited_by;
  return (
    <VisuallyHidden role="status">
      {`${tenths} percent settled. ${limit ? SPOKEN_LIMITS[limit.kind] : ''}`}
    </VisuallyHidden>
  );
}

/** Without figures: they change every second. */
const SPOKEN_LIMITS: Record<NonNullable<Report['delivery']['limited_by']>['kind'], string> = {
  paused: 'The campaign is paused.',
  page_paused: 'The Page is paused.',
  no_worker: 'No worker process runs.',
  preparing: 'The audience is being written.',
  held: 'The rest is held until people write.',
  waits: 'Everybody left waits for something.',
  trouble: 'The address fails.',
  throttle: 'At its own limit.',
  slow_answers: 'Answers come slowly.',
  usage: 'Slowed down: the allowance is nearly used.',
  after_limit: 'Slowed down: Facebook refused calls for being too many.',
  sharing: 'Shares the way with other campaigns.',
  page_limit: 'At the limit of the Page.',
};

const doneAt = (seconds: number): string =>
  formatClock(new Date(serviceNow() + seconds * 1000).toISOString()).replace(/:\d\d(?=\D*$)/, '');

function countSettled({ accepted, failed, skipped }: Report): number {
  return [...failed, ...skipped].reduce((sum, reason) => sum + reason.count, accepted);
}
