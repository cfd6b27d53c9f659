// A published campaign: where it stands, what can be done with it, its report, and who did what.
import { Alert, Stack, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { campaignQuery } from '../../api/campaigns.ts';
import type { Campaign } from '../../api/types.ts';
import { CampaignStateMark } from '../../ui/CampaignStateMark.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Time } from '../../ui/Time.tsx';
import { CampaignButtons } from './CampaignButtons.tsx';
import { HistoryPanel } from './HistoryPanel.tsx';
import { MessagePanel } from './MessagePanel.tsx';
import { RequestPanel } from './RequestPanel.tsx';

interface CampaignPageProps {
  campaignId: string;
  /** The report and its list of recipients, which belong to another part of the dashboard. */
  report: ReactNode;
  recipients: ReactNode;
  /** A draft is shown in the wizard instead. */
  draft: ReactNode;
}

export function CampaignPage({ campaignId, report, recipients, draft }: CampaignPageProps) {
  const campaign = useQuery(campaignQuery(campaignId));
  const back = <TextLink to="/campaigns">← Campaigns</TextLink>;
  if (campaign.data?.state === 'draft') return draft;
  if (campaign.data) return <Published campaign={campaign.data} back={back} {...{ report, recipients }} />;
  return (
    <>
      <PageHeader title="Campaign" back={back} />
      {campaign.isPending ? (
        <LoadingPanels panels={3} />
      ) : (
        <ErrorState error={campaign.error} onRetry={campaign.refetch} />
      )}
    </>
  );
}

interface PublishedProps {
  campaign: Campaign;
  report: ReactNode;
  recipients: ReactNode;
  back: ReactNode;
}

/** The title says already that it is paused. */
const asSentence = (because: string): string => {
  const words = because.replace(/^paused: /, '');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`.replace(/\.\.$/, '.');
};

function Published({ campaign, report, recipients, back }: PublishedProps) {
  const { definition } = campaign;
  return (
    <>
      <PageHeader
        title={campaign.name}
        back={back}
        mark={<CampaignStateMark state={campaign.state} />}
        description={<Dates campaign={campaign} />}
        actions={<CampaignButtons campaign={campaign} />}
      />
      <Stack gap="lg">
        {campaign.state === 'paused' && (
          <Alert color="yellow" icon={<IconPlayerPause size={18} />} title="Paused: nothing more leaves">
            {campaign.paused_because && <Text size="sm">{asSentence(campaign.paused_because)}</Text>}
          </Alert>
        )}
        {report}
        {recipients}
        {definition.request ? (
          <RequestPanel campaign={campaign} request={definition.request} />
        ) : (
          <MessagePanel campaign={campaign} />
        )}
        <HistoryPanel campaign={campaign} />
      </Stack>
    </>
  );
}

function Dates({ campaign }: { campaign: Campaign }) {
  const where = campaign.destination.page_name ?? campaign.definition.request?.url;
  return (
    <>
      {where}
      {campaign.state === 'scheduled' && campaign.scheduled_at && (
        <>
          {' '}
          · goes out <Time at={campaign.scheduled_at} as="absolute" />
        </>
      )}
      {campaign.state !== 'scheduled' && campaign.published_at && (
        <>
          {' '}
          · published <Time at={campaign.published_at} />
        </>
      )}
    </>
  );
}
