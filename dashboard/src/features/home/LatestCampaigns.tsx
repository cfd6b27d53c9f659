// The five latest campaigns, each with how far it got.
import { Group, Progress, Stack, Text } from '@mantine/core';
import type { Home } from '../../api/types.ts';
import { CampaignStateMark } from '../../ui/CampaignStateMark.tsx';
import { formatNumber } from '../../ui/format.ts';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';

export function LatestCampaigns({ campaigns }: { campaigns: Home['campaigns'] }) {
  return (
    <Panel title="Latest campaigns" actions={<TextLink to="/campaigns">All campaigns</TextLink>}>
      {campaigns.length === 0 ? (
        <Text size="sm" c="dimmed">
          None yet.
        </Text>
      ) : (
        <Stack gap="md">
          {campaigns.map((campaign) => (
            <Campaign key={campaign.id} campaign={campaign} />
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function Campaign({ campaign }: { campaign: Home['campaigns'][number] }) {
  const { id, name, state, recipients, accepted } = campaign;
  const isDraft = state === 'draft';
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <TextLink to="/campaigns/$campaignId" params={{ campaignId: id }} fw={550}>
          {name}
        </TextLink>
        <Group gap="lg">
          {!isDraft && (
            <Text size="sm" c="dimmed" className="numbers">
              {formatNumber(accepted)} of {formatNumber(recipients)} accepted
            </Text>
          )}
          <CampaignStateMark state={state} />
        </Group>
      </Group>
      {recipients > 0 && (
        <Progress
          value={(accepted / recipients) * 100}
          size={4}
          mt={8}
          aria-label={`${name}: share of recipients accepted`}
        />
      )}
    </div>
  );
}
