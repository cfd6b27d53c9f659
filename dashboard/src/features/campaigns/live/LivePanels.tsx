// On the page of a campaign that goes on: what it does in words, its runs, or who came in, and the call that starts it.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaignQuery } from '../../../api/campaigns.ts';
import type { ReportScope } from '../../../api/reports.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { ApiPanel } from '../trigger/ApiPanel.tsx';
import { campaignSentence } from '../when/sentence.ts';
import { useNames } from '../when/useNames.ts';
import { EntriesPanel } from './EntriesPanel.tsx';
import { entryWords } from './entryWords.ts';
import { RunsPanel } from './RunsPanel.tsx';

interface LivePanelsProps {
  campaignId: string;
  /** The runs that are looked at. */
  scope: ReportScope;
}

export function LivePanels({ campaignId, scope }: LivePanelsProps) {
  const { data: campaign } = useQuery(campaignQuery(campaignId));
  const names = useNames();
  if (!campaign) return null;
  const definition = campaign.live_definition ?? campaign.definition;
  const { delivery_type: type } = definition;
  const words = entryWords(definition);
  return (
    <>
      {type !== 'one_time' && (
        <Panel title="In one sentence">
          <Text style={{ overflowWrap: 'anywhere' }}>{campaignSentence(definition, names)}</Text>
        </Panel>
      )}
      {(type === 'periodic' || type === 'business_event') && <RunsPanel campaignId={campaignId} />}
      {type === 'api' && <ApiPanel campaignId={campaignId} />}
      {words && <EntriesPanel {...{ campaignId, scope, words }} />}
    </>
  );
}
