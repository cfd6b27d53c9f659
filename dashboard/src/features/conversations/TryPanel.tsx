// A try: what somebody might write, and which answer they would get.
import { Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tryQuery } from '../../api/conversations.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';

const PAUSE_MS = 250;

export function TryPanel({ pageId }: { pageId: string }) {
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), PAUSE_MS);
  const result = useQuery({ ...tryQuery(pageId, settled), enabled: settled !== '' });
  const answer = result.data?.answer ?? null;
  return (
    <Panel title="Try it" description="Only answers that are live count, and nothing is sent.">
      <Stack gap="sm">
        <TextInput
          label="Somebody writes"
          placeholder="When are you open?"
          value={text}
          maxLength={2000}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {result.error && <ErrorState error={result.error} onRetry={result.refetch} />}
        {result.data && settled !== '' && (
          <Stack gap={2} role="status">
            {answer && (
              <Group gap={6}>
                <Text fw={550}>They get</Text>
                <TextLink to="/campaigns/$campaignId" params={{ campaignId: answer.campaign_id }}>
                  {answer.name}
                </TextLink>
              </Group>
            )}
            <Text size="sm" c="dimmed">
              {result.data.explanation}
            </Text>
          </Stack>
        )}
      </Stack>
    </Panel>
  );
}
