// What a source answers for one person: its call and its answer, as the preview of the message has them.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { previewCampaign } from '../../../api/campaign-texts.ts';
import { asApiError } from '../../../api/client.ts';
import type { Rendering } from '../../../api/types.ts';
import { CodeBlock } from '../../../ui/CodeBlock.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { RecipientPicker } from '../preview/RecipientPicker.tsx';
import { newRecipient, toRecipient } from '../preview/recipient.ts';

export function TrySource({ name }: { name: string }) {
  const { campaign, wire } = useDraftContext();
  const [draft, setDraft] = useState(() => newRecipient('any'));
  const recipient = toRecipient(draft);
  const trying = useMutation({
    // A text that names it, so that it is fetched whatever the message says so far.
    mutationFn: () => previewCampaign(campaign.id, usingIt(wire, name), recipient ?? { by: 'any' }),
  });
  const answer = trying.data?.content.find((one) => one.name === name);
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-end">
        <RecipientPicker draft={draft} onChange={setDraft} withAny />
        <Button
          size="xs"
          variant="light"
          loading={trying.isPending}
          disabled={recipient === null || name === ''}
          onClick={() => trying.mutate()}
        >
          Try it
        </Button>
      </Group>
      <div aria-live="polite">
        {trying.error && (
          <Text size="sm" c="var(--mantine-color-error)">
            {asApiError(trying.error).message}
          </Text>
        )}
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

type Wire = ReturnType<typeof useDraftContext>['wire'];

const usingIt = (wire: Wire, name: string): Wire =>
  wire.message === null
    ? wire
    : {
        ...wire,
        ...{ experiment: null, translations: [] },
        message: {
          ...wire.message,
          message: { text: `x{% if Content.${name} %}{% endif %}` },
        },
      };

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
