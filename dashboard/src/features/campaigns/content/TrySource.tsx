// What a source answers for one person: its call and its answer, as the preview of the message has them.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { asApiError } from '../../../api/client.ts';
import type { Rendering } from '../../../api/types.ts';
import { CodeBlock } from '../../../ui/CodeBlock.tsx';
import { FaultText } from '../../../ui/FaultText.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { OF_SEGMENT, RecipientPicker } from '../preview/RecipientPicker.tsx';
import { newRecipient, toRecipient } from '../preview/recipient.ts';
import { useHappening } from '../preview/useHappening.ts';
import { useTry } from './answers.ts';

export function TrySource({ name }: { name: string }) {
  const [draft, setDraft] = useState(() => newRecipient('any'));
  const recipient = toRecipient(draft);
  const { event } = useHappening();
  const trying = useTry(name, event);
  const answer = trying.data?.content.find((one) => one.name === name);
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-end">
        <RecipientPicker draft={draft} onChange={setDraft} anyone={OF_SEGMENT} />
        <Button
          size="xs"
          variant="light"
          loading={trying.isPending}
          disabled={recipient === null || name === ''}
          onClick={() => recipient && trying.mutate(recipient)}
        >
          Try it
        </Button>
      </Group>
      <div aria-live="polite">
        {trying.error && <FaultText>{asApiError(trying.error).message}</FaultText>}
        {trying.data && !answer && (
          <Text size="sm" c="dimmed">
            Mend the draft first: {trying.data.verdict.explanation}
          </Text>
        )}
        {answer && <Answer answer={answer} />}
      </div>
    </Stack>
  );
}

function Answer({ answer }: { answer: Rendering['content'][number] }) {
  const { request, status, why, duration_ms: ms } = answer;
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <StateMark tone={why === null ? 'good' : 'bad'}>
          {why === null ? 'It answered' : 'It failed'}
        </StateMark>
        <Text size="sm" c="dimmed">
          {[status, `${ms} ms`, why].filter(Boolean).join(' · ')}
        </Text>
      </Group>
      {request && <CodeBlock text={`GET ${request.url}`} label="Its call" />}
      {answer.answer !== '' && <CodeBlock text={pretty(answer.answer)} label="Its answer" />}
    </Stack>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
