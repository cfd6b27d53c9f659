// Collecting the PSIDs of people who wrote before the Page was connected: started, watched, paused, ended.
import { Alert, Button, type ButtonProps, Group, Loader, Stack, Text } from '@mantine/core';
import { IconHistory, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { backfillPage, cancelBackfill, pauseBackfill, resumeBackfill } from '../../api/pages.ts';
import type { Page } from '../../api/types.ts';
import { countPeople, formatNumber, formatRate } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { usePageAction } from './usePageActions.ts';

export function BackfillPanel({ page }: { page: Page }) {
  return (
    <Panel
      title="Earlier conversations"
      description="People who wrote before Talaria was connected, read at most twice a second as Facebook allows: up to 200 people a second. A window opens only from a message of their own."
      actions={<Actions page={page} />}
    >
      <Progress backfill={page.backfill} />
    </Panel>
  );
}

const ACTIONS = {
  start: {
    call: backfillPage,
    done: 'Reading existing conversations.',
    failed: 'Existing conversations could not be read',
  },
  pause: { call: pauseBackfill, done: 'Paused. It keeps its place.', failed: 'It could not be paused' },
  resume: { call: resumeBackfill, done: 'It goes on where it stopped.', failed: 'It could not go on' },
  cancel: { call: cancelBackfill, done: 'Ended. Whoever was found stays.', failed: 'It could not be ended' },
};

interface ActionProps extends Pick<ButtonProps, 'leftSection' | 'variant'> {
  page: Page;
  action: keyof typeof ACTIONS;
  children: string;
}

function Action({ page, action, children, ...look }: ActionProps) {
  const acting = usePageAction(page, ACTIONS[action]);
  return (
    <Button variant="default" {...look} loading={acting.isPending} onClick={() => acting.mutate()}>
      {children}
    </Button>
  );
}

function Actions({ page }: { page: Page }) {
  const state = page.backfill?.state;
  if (state !== 'running' && state !== 'paused')
    return (
      <Action page={page} action="start" leftSection={<IconHistory size={16} aria-hidden />}>
        {page.backfill === null ? 'Collect people' : 'Collect again'}
      </Action>
    );
  return (
    <>
      {state === 'running' ? (
        <Action page={page} action="pause" leftSection={<IconPlayerPause size={16} aria-hidden />}>
          Pause
        </Action>
      ) : (
        <Action page={page} action="resume" leftSection={<IconPlayerPlay size={16} aria-hidden />}>
          Go on
        </Action>
      )}
      <Action page={page} action="cancel" variant="subtle" leftSection={<IconX size={16} aria-hidden />}>
        End
      </Action>
    </>
  );
}

type Backfill = NonNullable<Page['backfill']>;

function Progress({ backfill }: { backfill: Page['backfill'] }) {
  if (backfill === null)
    return (
      <Text size="sm" c="dimmed">
        Not done yet.
      </Text>
    );
  const { state, found, error } = backfill;
  if (state === 'failed')
    return (
      <Alert color="red" title={`Stopped after ${countPeople(found)}`}>
        {error}
      </Alert>
    );
  return (
    <Stack gap="xs">
      <Group gap="sm" role="status" wrap="nowrap" align="baseline">
        {state === 'running' && error === null && <Loader size="xs" />}
        <Text size="sm" className="numbers">
          {HEADS[state]} {backfill.calls > 0 && `${foundWords(backfill)} `}
          <When backfill={backfill} />
        </Text>
      </Group>
      {error !== null && <Alert color="yellow">{error} It goes on by itself.</Alert>}
    </Stack>
  );
}

const HEADS: Record<Backfill['state'], string> = {
  running: 'Reading.',
  paused: 'Paused.',
  cancelled: 'Ended before the last conversation.',
  finished: 'Done.',
  failed: 'Stopped.',
};

function foundWords({ found, calls, per_second: rate }: Backfill): string {
  const pages = calls === 1 ? '1 page' : `${formatNumber(calls)} pages`;
  const speed = rate === null ? '' : `, ${formatRate(rate)} a second`;
  return `${countPeople(found)} found in ${pages} of conversations${speed}.`;
}

function When({ backfill }: { backfill: Backfill }) {
  if (backfill.finished_at)
    return (
      <>
        Ended <Time at={backfill.finished_at} />.
      </>
    );
  return (
    <>
      Begun <Time at={backfill.started_at} />.
    </>
  );
}
