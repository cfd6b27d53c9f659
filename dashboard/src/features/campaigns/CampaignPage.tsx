// A campaign that is published or waits for it: where it stands, what can be done with it, its report, and who did what.
import { Alert, Badge, Group, Stack, Text } from '@mantine/core';
import { IconArchive, IconPlayerPause } from '@tabler/icons-react';
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
import { ApprovalBanner } from './approval/ApprovalBanner.tsx';
import { AskedFor } from './approval/AskedFor.tsx';
import { CampaignButtons } from './CampaignButtons.tsx';
import { HistoryPanel } from './HistoryPanel.tsx';
import { MessagePanel } from './MessagePanel.tsx';
import { RequestPanel } from './RequestPanel.tsx';
import { ChangesBanner } from './versions/ChangesBanner.tsx';
import { VersionsPanel } from './versions/VersionsPanel.tsx';

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
  if (campaign.data?.state === 'draft' && !campaign.data.archived_at) return draft;
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
  // What goes out; what is changed of it stands in the editor. Whoever approves looks at what they are asked for.
  const shown =
    campaign.live_definition && !campaign.approval
      ? { ...campaign, definition: campaign.live_definition }
      : campaign;
  const { definition } = shown;
  const isPublished = campaign.live_version !== null;
  return (
    <>
      <PageHeader
        title={campaign.name}
        back={back}
        mark={<Marks campaign={campaign} />}
        description={<Dates campaign={campaign} />}
        actions={<CampaignButtons campaign={campaign} />}
      />
      <Stack gap="lg">
        {campaign.approval && <ApprovalBanner campaign={campaign} approval={campaign.approval} />}
        {campaign.has_changes && !campaign.approval && <ChangesBanner campaign={campaign} />}
        {campaign.archived_at && (
          <Alert color="gray" icon={<IconArchive size={18} />} title="Archived">
            <Text size="sm">It is not in the list any more. Its report stays.</Text>
          </Alert>
        )}
        {campaign.state === 'paused' && (
          <Alert color="yellow" icon={<IconPlayerPause size={18} />} title="Paused: nothing more leaves">
            {campaign.paused_because && <Text size="sm">{asSentence(campaign.paused_because)}</Text>}
          </Alert>
        )}
        {campaign.approval && <AskedFor campaign={campaign} />}
        {isPublished && report}
        {isPublished && recipients}
        {definition.request ? (
          <RequestPanel campaign={shown} request={definition.request} />
        ) : (
          <MessagePanel campaign={shown} />
        )}
        {isPublished && <VersionsPanel campaign={campaign} />}
        <HistoryPanel campaign={campaign} />
      </Stack>
    </>
  );
}

function Marks({ campaign }: { campaign: Campaign }) {
  return (
    <Group gap="sm">
      <CampaignStateMark state={campaign.state} />
      {campaign.tags.map((tag) => (
        <Badge key={tag} variant="default" size="sm" tt="none">
          {tag}
        </Badge>
      ))}
    </Group>
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
