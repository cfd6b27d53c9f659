// What a rule would do with a comment: whether it answers, and the message as it looks on a phone.
import { Alert, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type RuleTrial as Trial, trialQuery } from '../../api/entry.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { PhonePreview } from '../campaigns/preview/PhonePreview.tsx';

interface RuleTrialProps {
  keywords: string[];
  /** null: cannot be read yet. */
  message: Record<string, unknown> | null;
}

const PAUSE_MS = 300;

export function RuleTrial({ keywords, message }: RuleTrialProps) {
  const [comment, setComment] = useState('How much is it?');
  const [name, setName] = useState('Anna Novak');
  const [trial] = useDebouncedValue<Trial>(
    { keywords, message: message ?? {}, comment, from_name: name.trim() || null },
    PAUSE_MS,
  );
  const result = useQuery({
    ...trialQuery(trial),
    enabled: message !== null,
    placeholderData: keepPreviousData,
  });
  return (
    <Paper withBorder p="md" radius="md">
      <Stack gap="sm">
        <Title order={3}>Try it</Title>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label="Somebody comments"
            value={comment}
            maxLength={2000}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <TextInput
            label="Their name"
            placeholder="Facebook does not say"
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </SimpleGrid>
        {result.error && <ErrorState error={result.error} onRetry={result.refetch} />}
        {result.data && message !== null && (
          <>
            {result.data.problems.map((problem) => (
              <Alert
                key={`${problem.field} ${problem.message}`}
                color={problem.severity === 'error' ? 'red' : 'yellow'}
                title={problem.severity === 'error' ? `${problem.field} ${problem.message}` : problem.message}
              >
                {problem.remedy}
              </Alert>
            ))}
            {result.data.matches ? (
              <StateMark tone="good">This comment is answered</StateMark>
            ) : (
              <StateMark tone="quiet">None of the words is in this comment: no answer</StateMark>
            )}
            {result.data.why_not && (
              <Text size="sm" c="dimmed">
                {result.data.why_not}
              </Text>
            )}
            {result.data.message && <PhonePreview message={result.data.message} />}
          </>
        )}
      </Stack>
    </Paper>
  );
}
