// Each prerequisite of the journey: its state, what was found, what to do.
import { Box, Button, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconQuestionMark, IconRefresh, IconX } from '@tabler/icons-react';
import { checkPage } from '../../api/pages.ts';
import type { Page, PageCheck } from '../../api/types.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { usePageAction } from './usePageActions.ts';
import { SubscribeButton } from './WebhookPanel.tsx';

const LOOKS = {
  ok: { icon: IconCheck, color: 'sea', word: 'Passed' },
  warning: { icon: IconAlertTriangle, color: 'yellow', word: 'Needs a look' },
  failed: { icon: IconX, color: 'red', word: 'Failed' },
  unknown: { icon: IconQuestionMark, color: 'gray', word: 'Could not be checked' },
};

export function ChecksPanel({ page, onNewToken }: { page: Page; onNewToken: () => void }) {
  const checking = usePageAction(page, {
    call: checkPage,
    done: 'Everything was checked again.',
    failed: 'The checks could not be made',
  });
  return (
    <Panel
      title="What a campaign needs"
      description={
        page.checked_at ? (
          <>
            Checked <Time at={page.checked_at} />
          </>
        ) : (
          'Not checked yet'
        )
      }
      actions={
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={checking.isPending}
          onClick={() => checking.mutate()}
        >
          Check again
        </Button>
      }
    >
      <Stack component="ul" gap="lg" m={0} p={0} style={{ listStyle: 'none' }}>
        {page.checks.map((check) => (
          <Check key={check.key} check={check} page={page} onNewToken={onNewToken} />
        ))}
      </Stack>
    </Panel>
  );
}

interface CheckProps {
  check: PageCheck;
  page: Page;
  onNewToken: () => void;
}

const TOKEN_CHECKS: readonly PageCheck['key'][] = ['token_valid', 'token_type', 'token_expiry', 'scopes'];
const WEBHOOK_CHECKS: readonly PageCheck['key'][] = [
  'webhook_callback',
  'page_subscription',
  'message_echoes',
];

function Check({ check, page, onNewToken }: CheckProps) {
  const { icon: Icon, color, word } = LOOKS[check.state];
  const isWrong = check.state === 'failed' || check.state === 'warning';
  return (
    <Group component="li" wrap="nowrap" align="flex-start" gap="md">
      <ThemeIcon variant="light" color={color} radius="xl" size={30}>
        <Icon size={17} aria-label={word} />
      </ThemeIcon>
      <Box miw={0} flex={1}>
        <Text fw={550}>{check.title}</Text>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {check.detail}
        </Text>
        {check.remedy && (
          <Text size="sm" mt={4}>
            {check.remedy}
          </Text>
        )}
        {isWrong && TOKEN_CHECKS.includes(check.key) && (
          <Button size="xs" mt="xs" variant="light" onClick={onNewToken}>
            Paste a new token
          </Button>
        )}
        {isWrong && WEBHOOK_CHECKS.includes(check.key) && (
          <Box mt="xs">
            <SubscribeButton page={page} size="xs" />
          </Box>
        )}
      </Box>
    </Group>
  );
}
