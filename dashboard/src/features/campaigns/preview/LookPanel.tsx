// Beside the request: what it looks like for one person, or a test sent to one.
import { Card, Tabs } from '@mantine/core';
import { PreviewTab } from './PreviewTab.tsx';
import { TestTab } from './TestTab.tsx';

export function LookPanel() {
  return (
    <Card component="section" aria-label="Preview and test" style={{ position: 'sticky', top: 24 }}>
      <Tabs defaultValue="preview">
        <Tabs.List mb="md" grow>
          <Tabs.Tab value="preview">Preview</Tabs.Tab>
          <Tabs.Tab value="test">Test</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="preview">
          <PreviewTab />
        </Tabs.Panel>
        <Tabs.Panel value="test">
          <TestTab />
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
}
