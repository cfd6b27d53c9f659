// A campaign that waits for a second operator: who asked, with which words, and what the one who looks can do about it.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { meQuery } from '../../../api/access.ts';
import { approveCampaign, rejectCampaign, withdrawApproval } from '../../../api/campaign-life.ts';
import { campaignQuery, preflightQuery } from '../../../api/campaigns.ts';
import type { Campaign } from '../../../api/types.ts';
import { confirmAction } from '../../../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../../../ui/notify.ts';
import { Time } from '../../../ui/Time.tsx';
import { actorWords } from '../history/words.ts';
import { NoteDialog } from './NoteDialog.tsx';

const NOT_CHECKED = ' Not everybody’s message was checked: some may be skipped or refused.';

type Approval = NonNullable<Campaign['approval']>;

export function ApprovalBanner({ campaign, approval }: { campaign: Campaign; approval: Approval }) {
  const me = useQuery(meQuery);
  const [isRejecting, setRejecting] = useState(false);
  const { approving, rejecting, withdrawing } = useDecision(campaign);
  const isOwn = me.data?.name === approval.requested_by;
  const isOwnKey = !isOwn && me.data?.name === approval.responsible;
  const mayDecide = me.data !== undefined && !isOwn && !isOwnKey;
  const may = (action: Campaign['actions'][number]) => campaign.actions.includes(action);
  const preflight = useQuery(preflightQuery(campaign.id, campaign.revision));
  const isChecked = preflight.data?.preflight?.state === 'finished' && preflight.data.preflight.is_current;
  const approve = () =>
    confirmAction({
      title: `Approve and publish “${campaign.name}”?`,
      body: `It goes out as it stands here. What has been sent cannot be called back.${isChecked ? '' : NOT_CHECKED}`,
      verb: 'Approve and publish',
      tone: 'normal',
      onConfirm: () => approving.mutate(),
    });
  return (
    <Alert color="yellow" icon={<IconUserCheck size={18} />} title="Waits for a second operator">
      <Stack gap="sm">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {isOwn ? 'You' : actorWords(approval.requested_by)} asked for approval{' '}
          <Time at={approval.requested_at} />
          {approval.note && <>: “{approval.note}”</>}.{' '}
          {whatNow({ isOwn, isOwnKey, isNobodys: approval.responsible === null })}
        </Text>
        <Group gap="xs">
          {mayDecide && approval.responsible !== null && may('approve') && (
            <Button size="xs" loading={approving.isPending} onClick={approve}>
              Approve and publish
            </Button>
          )}
          {mayDecide && may('reject') && (
            <Button size="xs" variant="light" color="red" onClick={() => setRejecting(true)}>
              Reject
            </Button>
          )}
          {may('withdraw') && (
            <Button
              size="xs"
              variant="default"
              loading={withdrawing.isPending}
              onClick={() => withdrawing.mutate()}
            >
              {isOwn ? 'Withdraw to change it' : 'Take back to change it'}
            </Button>
          )}
        </Group>
      </Stack>
      <NoteDialog
        isOpen={isRejecting}
        title="Reject"
        label="What is to be changed"
        verb="Reject"
        isRequired
        isBusy={rejecting.isPending}
        onClose={() => setRejecting(false)}
        onNote={(note) => rejecting.mutate(note, { onSuccess: () => setRejecting(false) })}
      />
    </Alert>
  );
}

interface Asker {
  isOwn: boolean;
  /** A program, with a key that whoever looks has made. */
  isOwnKey: boolean;
  /** A program, with a key that nobody is known to have made. */
  isNobodys: boolean;
}

function whatNow({ isOwn, isOwnKey, isNobodys }: Asker): string {
  if (isOwn) return 'Another operator has to give it; until then nobody changes the campaign.';
  if (isOwnKey)
    return 'You made this key, so another operator has to give it; until then nobody changes the campaign.';
  if (isNobodys)
    return 'Nobody is known to have made this key, so nobody can give it: take the request back and ask yourself, then another operator can.';
  return 'Nobody changes it until it is decided.';
}

function useDecision(campaign: Campaign) {
  const queryClient = useQueryClient();
  const options = (done: string, failed: string) => ({
    onSuccess: (fresh: Campaign) => {
      queryClient.setQueryData(campaignQuery(campaign.id).queryKey, fresh);
      void queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      void queryClient.invalidateQueries({ queryKey: ['campaign-versions', campaign.id] });
      notifyDone(done);
    },
    onError: (error: unknown) => {
      notifyFailed(failed, error);
      // It may have been decided, or asked for anew, in the meantime.
      void queryClient.invalidateQueries({ queryKey: campaignQuery(campaign.id).queryKey });
    },
  });
  const approving = useMutation({
    mutationFn: () => approveCampaign(campaign.id, campaign.revision),
    ...options('Approved and published.', 'The campaign was not approved'),
  });
  const rejecting = useMutation({
    mutationFn: (note: string) => rejectCampaign(campaign.id, note),
    ...options('Rejected. Whoever asked finds your note in the history.', 'The campaign was not rejected'),
  });
  const withdrawing = useMutation({
    mutationFn: () => withdrawApproval(campaign.id),
    ...options('It can be changed again.', 'The request was not taken back'),
  });
  return { approving, rejecting, withdrawing };
}
