// How the Page stands with Facebook now, what that means for campaigns, and what Facebook has said before.
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { checkPage } from '../../../api/pages.ts';
import type { Page, PageHealth } from '../../../api/types.ts';
import { formatDateTime } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { Time } from '../../../ui/Time.tsx';
import { usePageAction } from '../usePageActions.ts';
import { STANDING_WORDS } from './standing.ts';

export function StandingPanel({ page, health }: { page: Page; health: PageHealth }) {
  const checking = usePageAction(page, {
    call: checkPage,
    done: 'Facebook was asked again.',
    failed: 'Facebook could not be asked',
  });
  return (
    <Panel
      title="Standing with Facebook"
      description="Asked every ten minutes, and told by webhook in between. While a Page is restricted, its campaigns pause themselves."
      actions={
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={checking.isPending}
          onClick={() => checking.mutate()}
        >
          Ask again
        </Button>
      }
    >
      <Stack gap="md">
        <Now page={page} standing={health.standing} />
        <Notices notices={health.notices} />
      </Stack>
    </Panel>
  );
}

function Now({ page, standing }: { page: Page; standing: PageHealth['standing'] }) {
  if (standing === null) {
    const check = page.checks.find((one) => one.key === 'page_standing');
    return <Text size="sm">{check?.detail ?? 'Facebook has not said anything yet.'}</Text>;
  }
  const { tone, word } = STANDING_WORDS[standing.state];
  return (
    <Stack gap={6}>
      <Group gap="md">
        <StateMark tone={tone} size="md">
          {word}
        </StateMark>
        <Text size="sm" c="dimmed">
          said <Time at={standing.said_at} />
        </Text>
      </Group>
      {standing.because && <Text size="sm">{standing.because}</Text>}
      {standing.state !== 'ok' && (
        <Text size="sm">
          {standing.stops_sending
            ? `Nothing is sent for this Page${standing.until ? ` until ${formatDateTime(standing.until)}` : ''}: campaigns pause, and go on when you resume them. `
            : 'Messages still go out. '}
          The notice and the way to appeal are under{' '}
          <Anchor href={`https://www.facebook.com/${page.id}`} target="_blank" rel="noreferrer">
            the Page
          </Anchor>{' '}
          → Page quality.
        </Text>
      )}
    </Stack>
  );
}

function Notices({ notices }: { notices: PageHealth['notices'] }) {
  if (notices.length === 0) return null;
  return (
    <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: 'none' }} aria-label="What Facebook said">
      {notices.map((notice, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two notices may say the same at the same time
        <Group key={`${notice.said_at} ${index}`} component="li" gap="sm" align="baseline">
          <Text size="sm" c="dimmed">
            <Time at={notice.said_at} as="absolute" />
          </Text>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {STANDING_WORDS[notice.state].word}
            {notice.because ? `: ${notice.because}` : ''}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
