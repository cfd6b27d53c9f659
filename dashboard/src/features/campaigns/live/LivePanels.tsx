// On the page of a campaign that goes on: what it does in words, its runs, or who came in, and the call that starts it.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaignQuery } from '../../../api/campaigns.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { ApiPanel } from '../trigger/ApiPanel.tsx';
import { isForOnePerson } from '../type/deliveryTypes.ts';
import { campaignSentence } from '../when/sentence.ts';
import { useNames } from '../when/useNames.ts';
import { EntriesPanel } from './EntriesPanel.tsx';
import { RunsPanel } from './RunsPanel.tsx';

export function LivePanels({ campaignId }: { campaignId: string }) {
  const { data: campaign } = useQuery(campaignQuery(campaignId));
  const names = useNames();
  if (!campaign) return null;
  const definition = campaign.live_definition ?? campaign.definition;
  const { delivery_type: type } = definition;
  return (
    <>
      {type !== 'one_time' && (
        <Panel title="In one sentence">
          <Text style={{ overflowWrap: 'anywhere' }}>{campaignSentence(definition, names)}</Text>
        </Panel>
      )}
      {(type === 'periodic' || type === 'business_event') && <RunsPanel campaignId={campaignId} />}
      {type === 'api' && <ApiPanel campaignId={campaignId} />}
      {(isForOnePerson(type) || type === 'business_event') && <EntriesPanel campaignId={campaignId} />}
    </>
  );
}
