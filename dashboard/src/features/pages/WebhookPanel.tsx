// Where Facebook delivers events, and the one button that sets it up.
import { Button, type ButtonProps, Group, Skeleton, Stack } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { subscribePage } from '../../api/pages.ts';
import type { Page } from '../../api/types.ts';
import { CopyField } from '../../ui/CopyField.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { usePageAction } from './usePageActions.ts';

export function WebhookPanel({ page, webhookUrl }: { page: Page; webhookUrl: string | undefined }) {
  return (
    <Panel
      title="Webhook"
      description="Facebook tells Talaria here who wrote, and whether a message was delivered and read."
      actions={<SubscribeButton page={page} />}
    >
      <Stack>
        {webhookUrl === undefined ? (
          <Skeleton h={36} />
        ) : (
          <CopyField
            label="Callback address"
            description="The button registers it with your app. To do it by hand, enter it under Webhooks in the app’s settings."
            value={webhookUrl}
          />
        )}
        <Group>
          {page.echoes_subscribed ? (
            <StateMark tone="good">Echoes arrive: sends are proven</StateMark>
          ) : (
            <StateMark tone="warn">No echoes: sends are not proven</StateMark>
          )}
        </Group>
      </Stack>
    </Panel>
  );
}

export function SubscribeButton({
  page,
  size = 'sm',
}: {
  page: Page;
  size?: NonNullable<ButtonProps['size']>;
}) {
  const subscribing = usePageAction(page, {
    call: subscribePage,
    done: 'The webhook is registered and the Page is subscribed.',
    failed: 'The webhook could not be set up',
  });
  return (
    <Button
      size={size}
      variant="light"
      leftSection={<IconPlugConnected size={16} aria-hidden />}
      loading={subscribing.isPending}
      onClick={() => subscribing.mutate()}
    >
      Subscribe webhook
    </Button>
  );
}
