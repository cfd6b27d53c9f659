// /campaigns/$campaignId: the campaign with its report and recipients; a draft goes on to the wizard.
import { Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { CampaignPage } from '../../features/campaigns/CampaignPage.tsx';
import { LivePanels } from '../../features/campaigns/live/LivePanels.tsx';
import { RecipientsPanel } from '../../features/reports/RecipientsPanel.tsx';
import { ReportPanel } from '../../features/reports/ReportPanel.tsx';
import type { RecipientsSearch } from '../../features/reports/recipients.ts';
import { DeliveryControls } from '../../features/why/DeliveryControls.tsx';
import { WhySearchPanel } from '../../features/why/WhySearchPanel.tsx';

export function CampaignRoute() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId' });
  const { state, reason, search = '' } = useSearch({ from: '/signed-in/campaigns/$campaignId' });
  const navigate = useNavigate();
  const show = (next: RecipientsSearch) =>
    navigate({
      to: '/campaigns/$campaignId',
      params: { campaignId },
      search: {
        ...(next.state && { state: next.state }),
        ...(next.reason && { reason: next.reason }),
        ...(next.search && { search: next.search }),
      },
      replace: true,
      resetScroll: false,
    });
  return (
    <CampaignPage
      key={campaignId}
      campaignId={campaignId}
      draft={<Navigate to="/campaigns/$campaignId/edit" params={{ campaignId }} replace />}
      report={
        <ReportPanel
          campaignId={campaignId}
          onShow={async (state, reason) => {
            await show({ state, reason, search: '' });
            document.getElementById('recipients')?.scrollIntoView({ behavior: 'smooth' });
          }}
        />
      }
      recipients={
        <>
          <LivePanels campaignId={campaignId} />
          <WhySearchPanel campaignId={campaignId} />
          <RecipientsPanel
            key={`${state} ${reason}`}
            campaignId={campaignId}
            search={{ state, reason, search }}
            onSearch={show}
            controls={({ id, person }) => (
              <DeliveryControls campaignId={campaignId} personId={person.id} deliveryId={id} />
            )}
          />
        </>
      }
    />
  );
}
