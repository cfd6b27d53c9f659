// A try: what somebody might write, and which answer they would get.
import { Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tryQuery } from '../../api/conversations.ts';
import { homeQuery } from '../../api/reports.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { OpenPhone } from '../home/OpenPhone.tsx';

const PAUSE_MS = 250;

export function TryPanel({ pageId }: { pageId: string }) {
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), PAUSE_MS);
  const result = useQuery({ ...tryQuery(pageId, settled), enabled: settled !== '' });
  const answer = result.data?.answer ?? null;
  // Only whether there is a sandbox is asked for, which does not change.
  const home = useQuery({ ...homeQuery, refetchInterval: false, staleTime: Number.POSITIVE_INFINITY });
  const phone = home.data?.sandbox_url ?? null;
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
        {phone !== null && (
          <Group justify="space-between" gap="xs">
            <Text size="sm" c="dimmed" flex="1 1 10rem">
              Or write to it yourself, in the sandbox.
            </Text>
            <OpenPhone url={phone} size="xs" />
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
