// What would miss the segment: campaigns and other segments.
import { List } from '@mantine/core';
import type { Segment } from '../../../api/types.ts';
import { TextLink } from '../../../ui/links.tsx';
import { Panel } from '../../../ui/Panel.tsx';

export function UsedByPanel({ uses }: { uses: Segment['used_by'] }) {
  return (
    <Panel title="Used by">
      <List size="sm" spacing={4} listStyleType="none">
        {uses.map(({ kind, id, name }) => (
          <List.Item key={id}>
            {kind === 'campaign' ? (
              <TextLink to="/campaigns/$campaignId" params={{ campaignId: id }} size="sm">
                {name}
              </TextLink>
            ) : (
              <TextLink to="/segments/$segmentId" params={{ segmentId: id }} size="sm">
                {name}
              </TextLink>
            )}
          </List.Item>
        ))}
      </List>
    </Panel>
  );
}
