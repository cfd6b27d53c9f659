// Throwing away what was changed since the live version; asks first.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { discardChanges } from '../../../api/campaign-life.ts';
import { campaignQuery } from '../../../api/campaigns.ts';
import type { Campaign } from '../../../api/types.ts';
import { confirmAction } from '../../../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../../../ui/notify.ts';

export function useDiscard(campaign: Campaign, onDone: () => void = () => {}) {
  const queryClient = useQueryClient();
  const discarding = useMutation({
    mutationFn: () => discardChanges(campaign.id),
    onSuccess: (fresh) => {
      queryClient.setQueryData(campaignQuery(campaign.id).queryKey, fresh);
      void queryClient.invalidateQueries({ queryKey: ['campaign-history', campaign.id] });
      notifyDone(`It is as in version ${fresh.live_version} again.`);
      onDone();
    },
    onError: (error) => notifyFailed('The changes were not discarded', error),
  });
  return {
    isDiscarding: discarding.isPending,
    ask: () =>
      confirmAction({
        title: 'Discard the changes?',
        body: `What was changed since version ${campaign.live_version} is thrown away, for everybody who edits this campaign. Version ${campaign.live_version} goes on as it is.`,
        verb: 'Discard changes',
        onConfirm: () => discarding.mutate(),
      }),
  };
}
