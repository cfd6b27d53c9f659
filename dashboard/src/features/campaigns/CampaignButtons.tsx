// The buttons that fit the state of a campaign.
import { Button } from '@mantine/core';
import { IconCopy, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import type { Campaign } from '../../api/types.ts';
import { useCampaignActions } from './useCampaignActions.ts';

export function CampaignButtons({ campaign }: { campaign: Campaign }) {
  const { pausing, resuming, stopping, duplicating, stop } = useCampaignActions(campaign);
  const { state } = campaign;
  const isLive = state === 'sending' || state === 'scheduled' || state === 'paused';
  return (
    <>
      {(state === 'sending' || state === 'scheduled') && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          loading={pausing.isPending}
          onClick={() => pausing.mutate()}
        >
          Pause
        </Button>
      )}
      {state === 'paused' && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={resuming.isPending}
          onClick={() => resuming.mutate()}
        >
          Resume
        </Button>
      )}
      {isLive && (
        <Button
          variant="light"
          color="red"
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          loading={stopping.isPending}
          onClick={stop}
        >
          Stop
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconCopy size={16} aria-hidden />}
        loading={duplicating.isPending}
        onClick={() => duplicating.mutate()}
      >
        Duplicate
      </Button>
    </>
  );
}
