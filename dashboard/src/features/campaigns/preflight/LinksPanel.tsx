// Whether the links of the messages lead anywhere, of every variant and language: asked when the review is opened.
import { Anchor, Stack, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { linksQuery } from '../../../api/campaigns.ts';
import type { CampaignDefinition, ComposedMessage } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { StateMark, type Tone } from '../../../ui/StateMark.tsx';

type State = 'ok' | 'dead' | 'unknown';
const MARKS: Record<State, { tone: Tone; words: string }> = {
  ok: { tone: 'good', words: 'Answers' },
  dead: { tone: 'bad', words: 'Leads nowhere' },
  unknown: { tone: 'warn', words: 'Not sure' },
};

/** Of more only the first are tried. */
const MAX_MESSAGES = 20;

/** Nothing when no message has a link that is the same for everybody. */
export function LinksPanel({ definition }: { definition: CampaignDefinition }) {
  const messages = listMessages(definition).slice(0, MAX_MESSAGES);
  const { links, error, refetch } = useQueries({
    queries: messages.map((message) => linksQuery(message)),
    combine: (results) => ({
      links: [
        ...new Map(results.flatMap(({ data }) => data?.links ?? []).map((link) => [link.url, link])).values(),
      ],
      error: results.find((one) => one.error)?.error ?? null,
      refetch: () => results.forEach((one) => void one.refetch()),
    }),
  });
  if (error) return <ErrorState error={error} title="The links could not be tried" onRetry={refetch} />;
  if (links.length === 0) return null;
  return (
    <Panel title="Links" description="Tried from here just now, as a browser would.">
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {links.map(({ url, state, detail }) => (
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

/** What anybody may be told. */
function listMessages({ message, translations, experiment }: CampaignDefinition): ComposedMessage[] {
  const contents = [{ message, translations }, ...(experiment?.variants ?? []).map(({ content }) => content)];
  return contents
    .flatMap((content) => [content?.message, ...(content?.translations ?? []).map((one) => one.message)])
    .filter((one): one is ComposedMessage => one != null);
}
