// People for whom automatic answers pause: they asked for a human, or a human wrote to them.
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconUserHeart } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ConversationPause, endPause, pausesQuery } from '../../api/conversations.ts';
import { serviceNow } from '../../ui/clock.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import classes from '../../ui/list.module.css';
import { notifyFailed } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';

export function PausesPanel({ pageId }: { pageId: string | null }) {
  const pauses = useQuery(pausesQuery(pageId));
  return (
    <Panel
      title="Waiting for a human"
      description="Answer them in the Page’s inbox. Automatic answers keep quiet for a day after somebody asked, and for an hour after a human wrote. Whoever asked stays here until you close it, for 30 days at most."
    >
      {pauses.isPending && <LoadingRows rows={2} />}
      {pauses.error && <ErrorState error={pauses.error} onRetry={pauses.refetch} />}
      {pauses.data?.pauses.length === 0 && (
        <EmptyState icon={<IconUserHeart size={26} />} title="Nobody waits">
          Whoever asks for a human shows up here.
        </EmptyState>
      )}
      {pauses.data && pauses.data.pauses.length > 0 && (
        <ul className={classes['list']}>
          {pauses.data.pauses.map((pause) => (
            <PauseItem key={`${pause.page_id}/${pause.psid}`} pause={pause} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const WORDS = { asked_human: 'asked for a human', human_wrote: 'a human wrote' } as const;

function PauseItem({ pause }: { pause: ConversationPause }) {
  const queryClient = useQueryClient();
  const ending = useMutation({
    mutationFn: () => endPause(pause),
    onError: (error) => notifyFailed('Answers still pause', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['conversations', 'pauses'] }),
  });
  const goesOn = Date.parse(pause.until) <= serviceNow();
  const button = goesOn ? 'Done' : 'Let answers go on';
  const name = pause.name ?? `PSID ${pause.psid}`;
  return (
    <li className={classes['item']}>
      <Group justify="space-between" gap="sm">
        <Stack gap={2} flex="1 1 12rem" miw={0}>
          {pause.person_id === null ? (
            <Text fw={550}>{name}</Text>
          ) : (
            <TextLink to="/people/$personId" params={{ personId: pause.person_id }}>
              {name}
            </TextLink>
          )}
          <Text size="sm" c="dimmed">
            {WORDS[pause.because]} <Time at={pause.since} />
            {goesOn && ' · automatic answers go on again'}
          </Text>
        </Stack>
        <Button
          size="xs"
          variant="default"
          loading={ending.isPending}
          aria-label={`${button} for ${name}`}
          onClick={() => ending.mutate()}
        >
          {button}
        </Button>
      </Group>
    </li>
  );
}
