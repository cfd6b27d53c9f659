// What a second operator decides about: the definition as it was handed in, what is odd about it, how it differs from what is live, and
// whom it would reach.
import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaignCheckQuery } from '../../../api/campaigns.ts';
import type { Campaign } from '../../../api/types.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { ProblemLines } from '../editor/ProblemList.tsx';
import { DefinitionSummary } from '../editor/Summary.tsx';
import { Differences } from '../versions/Differences.tsx';
import { WaterfallOf } from '../waterfall/WaterfallPanel.tsx';

export function AskedFor({ campaign }: { campaign: Campaign }) {
  const { id, definition, live_version: live } = campaign;
  const check = useQuery(campaignCheckQuery(id, definition));
  const problems = check.data?.problems ?? [];
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
      <Panel title="What is asked for">
        <Stack>
          <ProblemLines problems={problems} />
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
      <Panel title="Whom it would reach" description="Counted now, and again when it goes out.">
        <WaterfallOf campaignId={id} definition={definition} hasProblems={problems.length > 0} />
      </Panel>
    </SimpleGrid>
  );
}
