// The buttons that fit the state of a campaign; what is done seldom stands in a menu.
import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconCopy,
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
} from '@tabler/icons-react';
import type { Campaign, CampaignAction } from '../../api/types.ts';
import { ButtonLink } from '../../ui/links.tsx';
import { useCampaignActions } from './useCampaignActions.ts';

export function CampaignButtons({ campaign }: { campaign: Campaign }) {
  const act = useCampaignActions(campaign);
  const may = (action: CampaignAction) => campaign.actions.includes(action);
  return (
    <>
      {may('pause') && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          loading={act.pausing.isPending}
          onClick={() => act.pausing.mutate()}
        >
          Pause
        </Button>
      )}
      {may('resume') && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={act.resuming.isPending}
          onClick={() => act.resuming.mutate()}
        >
          Resume
        </Button>
      )}
      {may('edit') && (
        <ButtonLink
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          to="/campaigns/$campaignId/edit"
          params={{ campaignId: campaign.id }}
        >
          Edit
        </ButtonLink>
      )}
      {may('stop') && (
        <Button
          variant="light"
          color="red"
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          loading={act.stopping.isPending}
          onClick={act.stop}
        >
          Stop
        </Button>
      )}
      {may('unarchive') && (
        <Button
          variant="default"
          leftSection={<IconArchiveOff size={16} aria-hidden />}
          loading={act.unarchiving.isPending}
          onClick={() => act.unarchiving.mutate()}
        >
          Bring back
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconCopy size={16} aria-hidden />}
        loading={act.duplicating.isPending}
        onClick={() => act.duplicating.mutate()}
      >
        Duplicate
      </Button>
      {(may('archive') || may('remove')) && <MoreMenu act={act} may={may} />}
    </>
  );
}

interface MoreMenuProps {
  act: ReturnType<typeof useCampaignActions>;
  may: (action: CampaignAction) => boolean;
}

function MoreMenu({ act, may }: MoreMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label="More">
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {may('archive') && (
          <Menu.Item
            leftSection={<IconArchive size={16} aria-hidden />}
            onClick={() => act.archiving.mutate()}
          >
            Archive
          </Menu.Item>
        )}
        {may('remove') && (
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={act.remove}>
            Delete draft
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
