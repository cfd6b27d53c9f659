// What was published, newest first: who published it, what was new in it, how it differs from now, and taking it up again.
import { Button, Collapse, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { campaignVersionsQuery, restoreVersion } from '../../../api/campaign-life.ts';
import { campaignQuery } from '../../../api/campaigns.ts';
import type { Campaign, CampaignVersion } from '../../../api/types.ts';
import { confirmAction } from '../../../ui/confirm.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { listWords } from '../../../ui/listWords.ts';
import { notifyDone, notifyFailed } from '../../../ui/notify.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { Time } from '../../../ui/Time.tsx';
import { actorWords, partsWords } from '../history/words.ts';
import { Differences } from './Differences.tsx';

export function VersionsPanel({ campaign }: { campaign: Campaign }) {
  const versions = useInfiniteQuery(campaignVersionsQuery(campaign.id));
  const rows = versions.data?.pages.flatMap((page) => page.versions) ?? [];
  return (
    <Panel title="Versions" description="Each publishing is one. Reports tell them apart.">
      {versions.error && <ErrorState error={versions.error} onRetry={versions.refetch} />}
      <Stack gap="md">
        {rows.map((version) => (
          <Version key={version.version} campaign={campaign} version={version} />
        ))}
        {versions.hasNextPage && (
          <Button
            variant="subtle"
            loading={versions.isFetchingNextPage}
            onClick={() => void versions.fetchNextPage()}
          >
            Show older
          </Button>
        )}
      </Stack>
    </Panel>
  );
}

function Version({ campaign, version: of }: { campaign: Campaign; version: CampaignVersion }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const isLive = of.version === campaign.live_version;
  const isOver = campaign.state === 'finished' || campaign.state === 'stopped';
  const canCompare = !isLive || campaign.has_changes;
  return (
    <div>
      <Group justify="space-between" gap="sm">
        <div style={{ flex: '1 1 14rem', minWidth: 0 }}>
          <Group gap="sm">
            <Text size="sm" fw={550}>
              Version {of.version}
            </Text>
            {isLive &&
              (isOver ? <StateMark tone="quiet">Last</StateMark> : <StateMark tone="good">Live</StateMark>)}
          </Group>
          <Text size="sm" c="dimmed">
            <Time at={of.published_at} as="absolute" /> by {actorWords(of.published_by)}
            {of.changed.length > 0 && ` · changed ${listWords(partsWords(of.changed), 'and')}`}
          </Text>
        </div>
        <Group gap="md">
          {canCompare && (
            <UnstyledButton fz="sm" c="var(--mantine-color-anchor)" aria-expanded={isOpen} onClick={toggle}>
              {isOpen ? 'Hide the differences' : 'Compare with now'}
            </UnstyledButton>
          )}
          {canCompare && campaign.actions.includes('edit') && (
            <RestoreButton campaign={campaign} version={of} />
          )}
        </Group>
      </Group>
      <Collapse expanded={isOpen}>
        {isOpen && <Differences campaign={campaign} version={of.version} />}
      </Collapse>
    </div>
  );
}

function RestoreButton({ campaign, version: { version } }: { campaign: Campaign; version: CampaignVersion }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const restoring = useMutation({
    mutationFn: () => restoreVersion(campaign.id, version),
    onSuccess: async (fresh) => {
      queryClient.setQueryData(campaignQuery(campaign.id).queryKey, fresh);
      notifyDone(`This is version ${version}. It is sent once you publish it.`);
      await navigate({
        to: '/campaigns/$campaignId/edit',
        params: { campaignId: campaign.id },
        search: { step: 'review' },
      });
    },
    onError: (error) => notifyFailed('The version was not taken up', error),
  });
  const ask = () =>
    campaign.has_changes
      ? confirmAction({
          title: `Go on from version ${version}?`,
          body: 'It takes the place of the changes that are not published.',
          verb: `Take version ${version}`,
          onConfirm: () => restoring.mutate(),
        })
      : restoring.mutate();
  return (
    <Button size="xs" variant="default" loading={restoring.isPending} onClick={ask}>
      Go on from this one
    </Button>
  );
}
