// The first screen: the way from nothing to a report, the numbers, the latest campaigns.
import { Alert, Card, SimpleGrid, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { homeQuery } from '../../api/reports.ts';
import type { Home } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatNumber, formatShare } from '../../ui/format.ts';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Stat } from '../../ui/Stat.tsx';
import { Journey } from './Journey.tsx';
import { journeySteps } from './journey.ts';
import { LatestCampaigns } from './LatestCampaigns.tsx';
import { SandboxNote } from './SandboxNote.tsx';
import { WaitingApprovals } from './WaitingApprovals.tsx';

export function HomePage() {
  const home = useQuery(homeQuery);
  return (
    <>
      <PageHeader
        title="Home"
        description="Who can be reached on Messenger, and what was sent to them."
        actions={
          <ButtonLink to="/campaigns" search={{ new: true }}>
            New campaign
          </ButtonLink>
        }
      />
      {home.isPending && <LoadingPanels panels={3} />}
      {home.error && <ErrorState error={home.error} onRetry={home.refetch} />}
      {home.data && <Numbers home={home.data} />}
    </>
  );
}

function Numbers({ home }: { home: Home }) {
  const steps = journeySteps(home);
  const isNew = steps.some((step) => !step.isDone);
  return (
    <Stack gap="lg">
      <WebhookTrouble home={home} />
      <WaitingApprovals />
      {isNew && <Journey steps={steps} />}
      {home.sandbox_url !== null && <SandboxNote url={home.sandbox_url} />}
      <Card component="section" aria-label="Numbers">
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="xl">
          <Stat
            label="People"
            value={home.people}
            note={`${formatNumber(home.customers)} customers, ${formatNumber(home.anonymous)} anonymous`}
          />
          <Stat
            label="With a PSID"
            value={home.with_psid}
            note={`${formatShare(home.with_psid, home.people)} of all people`}
          />
          <Stat label="In the 24-hour window" value={home.in_window} note="may be messaged now" />
          <Stat label="Pages" value={home.pages} note="connected" />
          <Stat label="Segments" value={home.segments} note="to choose from" />
        </SimpleGrid>
      </Card>
      <LatestCampaigns campaigns={home.campaigns} />
    </Stack>
  );
}

/** Events that wait are normal for a moment; events that fail need somebody. */
function WebhookTrouble({ home }: { home: Home }) {
  const waiting = formatNumber(home.waiting_webhooks);
  if (home.failing_webhooks > 0) {
    return (
      <Alert
        color="red"
        icon={<IconAlertTriangle size={18} />}
        title="Some events from Facebook could not be applied"
      >
        {formatNumber(home.failing_webhooks)} are kept and tried again by themselves. The service’s log says
        why they failed.
      </Alert>
    );
  }
  if (home.waiting_webhooks < 1000) return null;
  return (
    <Alert color="yellow" title="Events from Facebook are queueing">
      {waiting} were received and are still to be applied. Numbers lag behind until then.
    </Alert>
  );
}
