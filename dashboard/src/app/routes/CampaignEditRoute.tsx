// /campaigns/$campaignId/edit: the wizard, with the segment form of the segments' own part.
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { meQuery } from '../../api/access.ts';
import { campaignQuery } from '../../api/campaigns.ts';
import { CampaignEditor } from '../../features/campaigns/editor/CampaignEditor.tsx';
import { SegmentDialog } from '../../features/segments/SegmentDialog.tsx';

export function CampaignEditRoute() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/edit' });
  const { step = 'who', field } = useSearch({ from: '/signed-in/campaigns/$campaignId/edit' });
  const { data: me } = useSuspenseQuery(meQuery);
  const queryClient = useQueryClient();
  // A reload throws away what the wizard holds and starts it anew with what is stored.
  const [loads, setLoads] = useState(0);
  const reload = async () => {
    await queryClient.refetchQueries({ queryKey: campaignQuery(campaignId).queryKey, exact: true });
    setLoads((count) => count + 1);
  };
  return (
    <CampaignEditor
      key={`${campaignId} ${loads}`}
      campaignId={campaignId}
      step={step}
      field={field}
      timeZone={me.workspace.time_zone}
      segmentDialog={(props) => <SegmentDialog {...props} />}
      onReload={reload}
    />
  );
}
