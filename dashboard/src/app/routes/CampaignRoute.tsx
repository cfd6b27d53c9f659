// /campaigns/$campaignId: the campaign with its report; a draft goes on to the wizard.
import { Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { CampaignPage } from '../../features/campaigns/CampaignPage.tsx';
import { ReportPanel } from '../../features/reports/ReportPanel.tsx';

export function CampaignRoute() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId' });
  const { state, reason, search = '' } = useSearch({ from: '/signed-in/campaigns/$campaignId' });
  const navigate = useNavigate();
  return (
    <CampaignPage
      key={campaignId}
      campaignId={campaignId}
      draft={<Navigate to="/campaigns/$campaignId/edit" params={{ campaignId }} replace />}
      report={
        <ReportPanel
          campaignId={campaignId}
          recipients={{ state, reason, search }}
          onRecipients={(next) =>
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
            })
          }
        />
      }
    />
  );
}
