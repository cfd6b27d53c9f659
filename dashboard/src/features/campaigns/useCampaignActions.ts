// What moves a campaign through its life. What cannot be undone asks first.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { archiveCampaign, unarchiveCampaign } from '../../api/campaign-life.ts';
import {
  campaignQuery,
  duplicateCampaign,
  pauseCampaign,
  removeCampaign,
  resumeCampaign,
  stopCampaign,
} from '../../api/campaigns.ts';
import type { Campaign } from '../../api/types.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';

export function useCampaignActions(campaign: Campaign) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const refreshLists = () => queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] });

  const move = (call: (id: string) => Promise<Campaign>, done: string, failed: string) => ({
    mutationFn: () => call(campaign.id),
    onSuccess: (fresh: Campaign) => {
      queryClient.setQueryData(campaignQuery(campaign.id).queryKey, fresh);
      void queryClient.invalidateQueries({ queryKey: ['reports', campaign.id] });
      void refreshLists();
      notifyDone(done);
    },
    onError: (error: unknown) => notifyFailed(failed, error),
  });
  const pausing = useMutation(
    move(pauseCampaign, 'Paused. Nothing more leaves.', 'The campaign was not paused'),
  );
  const resuming = useMutation(move(resumeCampaign, 'The campaign goes on.', 'The campaign was not resumed'));
  const stopping = useMutation(
    move(stopCampaign, 'The campaign is stopped.', 'The campaign was not stopped'),
  );
  const archiving = useMutation(
    move(archiveCampaign, 'Archived. Its report stays.', 'The campaign was not archived'),
  );
  const unarchiving = useMutation(
    move(unarchiveCampaign, 'It is back in the list.', 'The campaign was not brought back'),
  );
  const duplicating = useMutation({
    mutationFn: () => duplicateCampaign(campaign.id),
    onSuccess: async (copy) => {
      void refreshLists();
      notifyDone('This is a copy, as a new draft.');
      await navigate({ to: '/campaigns/$campaignId/edit', params: { campaignId: copy.id } });
    },
    onError: (error) => notifyFailed('The campaign was not copied', error),
  });
  const removing = useMutation({
    mutationFn: () => removeCampaign(campaign.id),
    onSuccess: async () => {
      void refreshLists();
      notifyDone('The draft is deleted.');
      await navigate({ to: '/campaigns' });
    },
    onError: (error) => notifyFailed('The draft was not deleted', error),
  });
  return {
    pausing,
    resuming,
    stopping,
    archiving,
    unarchiving,
    duplicating,
    stop: () =>
      confirmAction({
        title: `Stop “${campaign.name}” for good?`,
        body: 'Whoever has not been sent to yet is skipped. A stopped campaign cannot go on; pause it if you only need time.',
        verb: 'Stop campaign',
        onConfirm: () => stopping.mutate(),
      }),
    remove: () =>
      confirmAction({
        title: `Delete the draft “${campaign.name}”?`,
        body: 'This cannot be undone.',
        verb: 'Delete draft',
        onConfirm: () => removing.mutate(),
      }),
  };
}
