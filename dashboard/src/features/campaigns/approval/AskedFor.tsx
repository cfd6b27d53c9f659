// What a second operator decides about: the definition as it was handed in, and how it differs from what is live.
import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaignCheckQuery } from '../../../api/campaigns.ts';
import type { Campaign } from '../../../api/types.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { DefinitionSummary } from '../editor/Summary.tsx';
import { Differences } from '../versions/Differences.tsx';

export function AskedFor({ campaign }: { campaign: Campaign }) {
  const { definition, live_version: live } = campaign;
  const check = useQuery(campaignCheckQuery(campaign.id, definition));
  return (
    <Panel title="What is asked for">
      <Stack>
        <DefinitionSummary definition={definition} check={check.data} />
        {live !== null && (
          <div>
            <Text size="sm" fw={550}>
              Changed since version {live}, which is live
            </Text>
            <Differences campaign={campaign} version={live} />
          </div>
        )}
      </Stack>
    </Panel>
  );
}
