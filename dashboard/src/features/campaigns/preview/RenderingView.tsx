// A rendered message: for whom, whether it may go, how it looks on the phone, and the raw request.
import { Alert, Group, List, Stack, Text } from '@mantine/core';
import type { Rendering } from '../../../api/types.ts';
import { RequestView } from '../../../ui/RequestView.tsx';
import { StateMark, type Tone } from '../../../ui/StateMark.tsx';
import { PhonePreview } from './PhonePreview.tsx';

const VERDICTS: Record<Rendering['verdict']['outcome'], { tone: Tone; word: string }> = {
  send: { tone: 'good', word: 'Would be sent' },
  skip: { tone: 'bad', word: 'Would be skipped' },
  hold: { tone: 'warn', word: 'Would be held' },
};

interface RenderingViewProps {
  rendering: Rendering;
  /** After a test its outcome has been told; what would be is no longer of interest. */
  withVerdict?: boolean;
}

export function RenderingView({ rendering, withVerdict = true }: RenderingViewProps) {
  const { person, request, message, verdict, problems } = rendering;
  const { tone, word } = VERDICTS[verdict.outcome];
  return (
    <Stack>
      <div>
        <Group justify="space-between" gap="xs">
          <Text size="sm" fw={550}>
            {person.name ?? person.customer_id ?? 'Unknown person'}
          </Text>
          {withVerdict && <StateMark tone={tone}>{word}</StateMark>}
        </Group>
        {withVerdict && (
          <Text size="sm" c="dimmed">
            {verdict.explanation}
          </Text>
        )}
      </div>
      {problems.length > 0 && (
        <Alert color="yellow">
          <List size="sm">
            {problems.map((problem) => (
              <List.Item key={`${problem.field} ${problem.message}`}>
                {problem.message} {problem.remedy}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {message && <PhonePreview message={message} />}
      {request && (
        <div>
          <Text size="sm" fw={550} mb={6}>
            Request
          </Text>
          <RequestView request={request} />
        </div>
      )}
    </Stack>
  );
}
