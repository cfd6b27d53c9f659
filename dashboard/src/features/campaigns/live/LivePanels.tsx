// On the page of a campaign that goes on: its runs, or who came in, and the call that starts it.
import { useQuery } from '@tanstack/react-query';
import { campaignQuery } from '../../../api/campaigns.ts';
import { ApiPanel } from '../trigger/ApiPanel.tsx';
import { isForOnePerson } from '../type/deliveryTypes.ts';
import { EntriesPanel } from './EntriesPanel.tsx';
import { RunsPanel } from './RunsPanel.tsx';

export function LivePanels({ campaignId }: { campaignId: string }) {
  const { data: campaign } = useQuery(campaignQuery(campaignId));
  if (!campaign) return null;
  const { delivery_type: type } = campaign.live_definition ?? campaign.definition;
  return (
    <>
      {(type === 'periodic' || type === 'business_event') && <RunsPanel campaignId={campaignId} />}
      {type === 'api' && <ApiPanel campaignId={campaignId} />}
      {(isForOnePerson(type) || type === 'business_event') && <EntriesPanel campaignId={campaignId} />}
    </>
  );
}
