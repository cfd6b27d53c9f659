// The ways into a Page's Messenger: links with their QR codes, and comments answered in private.
import { Stack } from '@mantine/core';
import { LinksPanel } from './LinksPanel.tsx';
import { RepliesPanel } from './RepliesPanel.tsx';
import { RulesPanel } from './RulesPanel.tsx';

export function EntryTab({ pageId }: { pageId: string }) {
  return (
    <Stack gap="lg">
      <LinksPanel pageId={pageId} />
      <RulesPanel pageId={pageId} />
      <RepliesPanel pageId={pageId} />
    </Stack>
  );
}
