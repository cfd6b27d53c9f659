// What holds the rate of a running campaign: a quiet line while all is well, a notice when nothing leaves, with the time
// until it goes on.
import { Alert, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconGauge, IconPlayerPause } from '@tabler/icons-react';
import type { LimitedBy, Report } from '../../api/types.ts';
import { Countdown } from '../../ui/Countdown.tsx';
import { formatClock } from '../../ui/format.ts';

/** Nothing leaves for these, and somebody should look. */
const STOPS: readonly LimitedBy['kind'][] = ['page_paused', 'no_worker', 'trouble'];

export function LimitNote({ report }: { report: Report }) {
  const { limited_by: limit } = report.delivery;
  if (limit?.kind === 'paused') return null; // the screen says it above
  if (limit && STOPS.includes(limit.kind)) return <Stop limit={limit} />;
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" mih="2.9em">
      <IconGauge size={18} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
      <Text size="sm" c="dimmed" className="numbers">
        {limit ? [limit.text, limit.remedy].filter(Boolean).join(' ') : freeWords(report)}
      </Text>
    </Group>
  );
}

function Stop({ limit }: { limit: LimitedBy }) {
  const isPause = limit.kind === 'page_paused';
  return (
    <Alert
      color={isPause ? 'yellow' : 'red'}
      icon={isPause ? <IconPlayerPause size={18} /> : <IconAlertTriangle size={18} />}
      title={limit.text}
    >
      <Text size="sm">
        {limit.until && (
          <>
            It goes on at {formatClock(limit.until)}, in <Countdown to={limit.until} />.{' '}
          </>
        )}
        {limit.remedy}
        {!limit.until && !limit.remedy && 'It goes on by itself.'}
      </Text>
    </Alert>
  );
}

function freeWords({ waiting, in_flight, delivery, campaign }: Report): string {
  if (campaign.state === 'scheduled') return 'It begins at its time.';
  if (campaign.state === 'active' && waiting + in_flight === 0)
    return 'Nobody waits: it goes on with the next one.';
  if (waiting > 0) return 'No limit holds it: it goes as fast as this machine and the other side manage.';
  if (in_flight > 0) return 'The last calls are on their way.';
  return delivery.unknown ? 'Everyone was sent to; some calls had no answer.' : 'Everyone was sent to.';
}
