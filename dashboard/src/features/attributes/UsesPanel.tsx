// Who would miss an attribute.
import { List, Text } from '@mantine/core';
import type { AttributeDetails } from '../../api/types.ts';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';

export function UsesPanel({ attribute }: { attribute: AttributeDetails }) {
  const { used_by: uses } = attribute;
  return (
    <Panel title="Used by">
      {uses.length === 0 ? (
        <Text size="sm" c="dimmed">
          No segment and no open campaign.
        </Text>
      ) : (
        <List size="sm" spacing={6} listStyleType="none">
          {uses.map(({ kind, id, name }) => (
            <List.Item key={id}>
              {kind === 'segment' ? (
                <TextLink to="/segments/$segmentId" params={{ segmentId: id }}>
                  {name}
                </TextLink>
              ) : (
                <TextLink to="/campaigns/$campaignId" params={{ campaignId: id }}>
                  {name}
                </TextLink>
              )}{' '}
              <Text span size="sm" c="dimmed">
                {kind}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
    </Panel>
  );
}
