// Whether the links of the message lead anywhere: each is asked once when the review is opened.
import { Anchor, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { linksQuery } from '../../../api/campaigns.ts';
import type { ComposedMessage } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { StateMark, type Tone } from '../../../ui/StateMark.tsx';

type State = 'ok' | 'dead' | 'unknown';
const MARKS: Record<State, { tone: Tone; words: string }> = {
  ok: { tone: 'good', words: 'Answers' },
  dead: { tone: 'bad', words: 'Leads nowhere' },
  unknown: { tone: 'warn', words: 'Not sure' },
};

/** Nothing when the message has no link that is the same for everybody. */
export function LinksPanel({ message }: { message: ComposedMessage }) {
  const { data, error, refetch } = useQuery(linksQuery(message));
  if (error) return <ErrorState error={error} title="The links could not be tried" onRetry={refetch} />;
  if (data === undefined || data.links.length === 0) return null;
  return (
    <Panel title="Links" description="Tried from here just now, as a browser would.">
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {data.links.map(({ url, state, detail }) => (
          <Stack component="li" gap={2} key={url}>
            <Anchor
              href={url}
              target="_blank"
              rel="noreferrer"
              size="sm"
              style={{ overflowWrap: 'anywhere' }}
            >
              {url}
            </Anchor>
            <StateMark tone={MARKS[state].tone}>{MARKS[state].words}</StateMark>
            {state !== 'ok' && (
              <Text size="sm" c="dimmed">
                {detail}
              </Text>
            )}
          </Stack>
        ))}
      </Stack>
    </Panel>
  );
}
