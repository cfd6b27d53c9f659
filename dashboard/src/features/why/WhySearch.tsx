// Finds somebody and goes to why they got a campaign's message, or why not.
import { useNavigate } from '@tanstack/react-router';
import { PersonSelect } from '../../ui/PersonSelect.tsx';

export function WhySearch({ campaignId }: { campaignId: string }) {
  const navigate = useNavigate();
  return (
    <PersonSelect
      personId={null}
      personLabel={null}
      onChange={(personId) =>
        personId !== null &&
        navigate({ to: '/campaigns/$campaignId/why/$personId', params: { campaignId, personId } })
      }
    />
  );
}
