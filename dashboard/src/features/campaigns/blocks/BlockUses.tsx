// What holds a block: campaigns, as drafts or as they were published, and other blocks.
import { List, Stack, Text } from '@mantine/core';
import type { BlockUse } from '../../../api/types.ts';
import { TextLink } from '../../../ui/links.tsx';

const HOLDS: Record<BlockUse['holds'], string> = {
  draft: 'as a draft: it gets the text of the day it is published',
  published: 'published, with the text of that day',
  both: 'published, and in its next version',
};

export function BlockUses({ uses }: { uses: readonly BlockUse[] }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={550}>
        Used in
      </Text>
      {uses.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing yet.
        </Text>
      )}
      <List size="sm" spacing={2}>
        {uses.map((use) => (
          <List.Item key={use.id}>
            {use.kind === 'campaign' ? (
              <TextLink to="/campaigns/$campaignId" params={{ campaignId: use.id }}>
                {use.name}
              </TextLink>
            ) : (
              <>the content block {use.name}</>
            )}
            {use.kind === 'campaign' && (
              <Text span c="dimmed">
                {' '}
                — {HOLDS[use.holds]}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
