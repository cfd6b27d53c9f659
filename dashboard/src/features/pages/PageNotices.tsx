// What stops sending for a Page right now, above its tabs: the platform's verdict, or a pause of its lane.
import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause } from '@tabler/icons-react';
import type { Page } from '../../api/types.ts';
import { Countdown } from '../../ui/Countdown.tsx';
import { formatClock, formatDateTime } from '../../ui/format.ts';
import { endSentence, STANDING_WORDS } from './health/standing.ts';

export function PageNotices({ page }: { page: Page }) {
  return (
    <>
      <StandingNotice page={page} />
      <LaneNotice page={page} />
    </>
  );
}

function StandingNotice({ page: { standing } }: { page: Page }) {
  if (!standing?.stops_sending) return null;
  return (
    <Alert
      role="alert"
      mb="lg"
      color="red"
      icon={<IconAlertTriangle size={18} />}
      title={STANDING_WORDS[standing.state].word}
    >
      <Text size="sm">
        {standing.because ? endSentence(standing.because) : 'Facebook gives no reason.'}
        {standing.until && ` It ends on ${formatDateTime(standing.until)}.`} Campaigns of this Page have
        paused themselves; resume them once it is over.
      </Text>
    </Alert>
  );
}

/** The pause that ends with a new token, not with time. */
const NEEDS_TOKEN = 'needs_token';

function LaneNotice({ page }: { page: Page }) {
  const { paused_until: until, paused_because: why, title } = page.lane;
  if (why === null && until === null) return null;
  return (
    <Alert
      mb="lg"
      color="yellow"
      icon={<IconPlayerPause size={18} />}
      title="Sending for this Page is paused"
    >
      <Text size="sm">
        {title && endSentence(title)}{' '}
        {why?.startsWith(NEEDS_TOKEN)
          ? 'Log in again or paste a new token, and campaigns go on where they stopped.'
          : until && (
              <>
                It goes on by itself at {formatClock(until)}, in <Countdown to={until} />.
              </>
            )}
      </Text>
    </Alert>
  );
}
