// Who would miss an attribute.
import { List, Text } from '@mantine/core';
import type { AttributeDetails } from '../../api/types.ts';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';

type Use = AttributeDetails['used_by'][number];

export function UsesPanel({ attribute }: { attribute: AttributeDetails }) {
  const { used_by: uses } = attribute;
  return (
    <Panel title="Used by">
      {uses.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing: no segment, no content block and no open campaign.
        </Text>
      ) : (
        <List size="sm" spacing={6} listStyleType="none">
          {uses.map((use) => (
            <List.Item key={`${use.kind} ${use.id} ${use.name}`}>
              <UseLink use={use} />{' '}
              <Text span size="sm" c="dimmed">
                {KIND_WORDS[use.kind](use.name)}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
    </Panel>
  );
}

const KIND_WORDS: Record<Use['kind'], (name: string) => string> = {
  sending_rules: (name) => `as everybody’s ${name}`,
  segment: () => 'segment',
  content_block: () => 'content block',
  campaign: () => 'campaign',
};

function UseLink({ use: { kind, id, name } }: { use: Use }) {
  switch (kind) {
    case 'sending_rules':
      return <TextLink to="/settings/sending-rules">Sending rules</TextLink>;
    case 'segment':
      return (
        <TextLink to="/segments/$segmentId" params={{ segmentId: id }}>
          {name}
        </TextLink>
      );
    case 'content_block':
      return <TextLink to="/content-blocks">{name}</TextLink>;
    case 'campaign':
      return (
        <TextLink to="/campaigns/$campaignId" params={{ campaignId: id }}>
          {name}
        </TextLink>
      );
  }
}
