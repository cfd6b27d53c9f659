// Finds a campaign and goes to why a person got its message, or why not: any campaign, also one they are not in.
import { useNavigate } from '@tanstack/react-router';
import { CampaignSelect } from '../../ui/CampaignSelect.tsx';

export function WhyCampaignSearch({ personId, label }: { personId: string; label: string }) {
  const navigate = useNavigate();
  return (
    <CampaignSelect
      label={label}
      onChoose={(campaignId) =>
        navigate({ to: '/campaigns/$campaignId/why/$personId', params: { campaignId, personId } })
      }
    />
  );
}
