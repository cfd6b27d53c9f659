// In the place of publishing, where a second operator has to approve: saves what is unsaved and hands the campaign in.
import { Button, Text } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { requestApproval } from '../../../api/campaign-life.ts';
import { campaignQuery } from '../../../api/campaigns.ts';
import { notifyDone, notifyFailed } from '../../../ui/notify.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { NoteDialog } from './NoteDialog.tsx';

export function ApprovalButton({ isReady, isChecked }: { isReady: boolean; isChecked: boolean }) {
  const { campaign, flush } = useDraftContext();
  const [isOpen, setOpen] = useState(false);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const requesting = useMutation({
    mutationFn: async (note: string) => {
      if (!(await flush()))
        throw new Error('Your last changes could not be saved, so nothing was handed in.');
      return requestApproval(campaign.id, note);
    },
    onSuccess: async (fresh) => {
      queryClient.setQueryData(campaignQuery(campaign.id).queryKey, fresh);
      void queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      notifyDone('Handed in. Another operator approves and publishes it.');
      await navigate({ to: '/campaigns/$campaignId', params: { campaignId: campaign.id } });
    },
    onError: (error) => notifyFailed('Approval was not asked for', error),
  });
  return (
    <>
      <Button
        size="md"
        leftSection={<IconUserCheck size={18} aria-hidden />}
        disabled={!isReady}
        onClick={() => setOpen(true)}
      >
        Request approval
      </Button>
      <Text size="sm" c="dimmed">
        {isReady && !isChecked
          ? 'Not everybody’s message is checked yet: whoever approves is warned.'
          : 'Here a second operator approves what is published.'}
      </Text>
      <NoteDialog
        isOpen={isOpen}
        title="Request approval"
        label="For whoever looks at it"
        verb="Request approval"
        isBusy={requesting.isPending}
        onClose={() => setOpen(false)}
        onNote={(note) => requesting.mutate(note)}
      />
    </>
  );
}
