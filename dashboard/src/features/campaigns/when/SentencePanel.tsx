// The draft in one sentence, as it stands while it is put together.
import { Text } from '@mantine/core';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { campaignSentence } from './sentence.ts';
import { useNames } from './useNames.ts';

export function SentencePanel() {
  const { definition } = useDraftContext();
  const names = useNames();
  return (
    <Panel title="In one sentence">
      <Text role="status" style={{ overflowWrap: 'anywhere' }}>
        {campaignSentence(definition, names)}
      </Text>
    </Panel>
  );
}
