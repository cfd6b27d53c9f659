// /campaigns/$campaignId: the campaign with its report and recipients, of all its runs or some; a draft goes on to the wizard.
import { Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { RecipientsFilter, ReportScope } from '../../api/reports.ts';
import { CampaignPage } from '../../features/campaigns/CampaignPage.tsx';
import { LivePanels } from '../../features/campaigns/live/LivePanels.tsx';
import { RecipientsPanel } from '../../features/reports/RecipientsPanel.tsx';
import { ReportPanel } from '../../features/reports/ReportPanel.tsx';
import { DeliveryControls } from '../../features/why/DeliveryControls.tsx';
import { WhySearchPanel } from '../../features/why/WhySearchPanel.tsx';

export function CampaignRoute() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId' });
  const { run, version, ...filter } = useSearch({ from: '/signed-in/campaigns/$campaignId' });
  const scope: ReportScope = { ...(run && { run }), ...(version && { version }) };
  const navigate = useNavigate();
  const show = (search: ReportScope & RecipientsFilter) =>
    navigate({
      to: '/campaigns/$campaignId',
      params: { campaignId },
      search,
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
          scope={scope}
          // Reasons and variants are those of the runs that were looked at before.
          onScope={(next) => show({ ...next, ...(filter.search && { search: filter.search }) })}
          onShow={async (state, reason) => {
            await show({ ...scope, state, ...(reason && { reason }) });
            document.getElementById('recipients')?.scrollIntoView({ behavior: 'smooth' });
          }}
        />
      }
      recipients={
        <>
          <LivePanels campaignId={campaignId} scope={scope} />
          <WhySearchPanel campaignId={campaignId} />
          <RecipientsPanel
            key={`${filter.state} ${filter.reason}`}
            {...{ campaignId, scope, filter }}
            onFilter={(next) => show({ ...scope, ...next })}
            controls={({ id, person }) => (
              <DeliveryControls campaignId={campaignId} personId={person.id} deliveryId={id} />
            )}
          />
        </>
      }
    />
  );
}
