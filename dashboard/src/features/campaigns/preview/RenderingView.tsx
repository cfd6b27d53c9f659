// A rendered message: for whom, whether it may go, how it looks on the phone, and the raw request.
import { Alert, Group, List, Stack, Text } from '@mantine/core';
import type { ComposedMessage, Rendering } from '../../../api/types.ts';
import { RequestView } from '../../../ui/RequestView.tsx';
import { StateMark, type Tone } from '../../../ui/StateMark.tsx';
import { mapTexts } from '../compose/json.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { problemSentence } from '../editor/fieldWords.ts';
import { withPlaces } from '../personalise/personalise.ts';
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
  /** The message as it is being typed; then what was rendered before is no longer it. */
  unrendered?: ComposedMessage | null;
}

export function RenderingView({ rendering, withVerdict = true, unrendered = null }: RenderingViewProps) {
  const { check, definition } = useDraftContext();
  const destination = check?.destination;
  const { person, request, message, verdict, problems } = rendering;
  const { tone, word } = VERDICTS[verdict.outcome];
  const errors = problems.filter((problem) => problem.severity === 'error');
  // What cannot be rendered is shown as it is entered.
  const asEntered = unrendered ?? (message === null ? definition.message : null);
  const shown = asEntered === null ? message : mapTexts(asEntered.message, withPlaces);
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
      {errors.length > 0 && (
        <Alert color="yellow">
          <List size="sm">
            {errors.map((problem) => (
              <List.Item key={`${problem.field} ${problem.message}`}>
                {problemSentence(problem)} {problem.remedy}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {shown && (
        <PhonePreview
          message={shown}
          head={destination?.page_name ?? undefined}
          pageId={destination?.page_id ?? null}
        />
      )}
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
