// Collecting the PSIDs of people who wrote before the Page was connected.
import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { backfillPage } from '../../api/pages.ts';
import type { Page } from '../../api/types.ts';
import { countPeople } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { usePageAction } from './usePageActions.ts';

export function BackfillPanel({ page }: { page: Page }) {
  const starting = usePageAction(page, {
    call: backfillPage,
    done: 'Reading existing conversations.',
    failed: 'Existing conversations could not be read',
  });
  const isRunning = page.backfill?.state === 'running';
  return (
    <Panel
      title="Earlier conversations"
      description="People who wrote before Talaria was connected. Their window is not known until they write again."
      actions={
        <Button
          variant="default"
          leftSection={<IconHistory size={16} aria-hidden />}
          loading={starting.isPending}
          disabled={isRunning}
          onClick={() => starting.mutate()}
        >
          {page.backfill === null ? 'Collect people' : 'Collect again'}
        </Button>
      }
    >
      <Progress backfill={page.backfill} />
    </Panel>
  );
}

function Progress({ backfill }: { backfill: Page['backfill'] }) {
  if (backfill === null) {
    return (
      <Text size="sm" c="dimmed">
        Not done yet.
      </Text>
    );
  }
  if (backfill.state === 'failed') {
    return (
      <Alert color="red" title={`Stopped after ${countPeople(backfill.found)}`}>
        {backfill.error}
      </Alert>
    );
  }
  return (
    <Group gap="sm" role="status">
      {backfill.state === 'running' && <Loader size="xs" />}
      <Text size="sm" className="numbers">
        {backfill.state === 'running' ? 'Reading. ' : 'Done. '}
        {countPeople(backfill.found)} found{backfill.state === 'running' ? ' so far' : ''}.
      </Text>
    </Group>
  );
}
