// What people did with the messages: reactions, replies, taps, and the links they followed.
import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { Report } from '../../api/types.ts';
import { formatNumber, formatShare } from '../../ui/format.ts';
import { MeterRow } from '../../ui/MeterRow.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Stat } from '../../ui/Stat.tsx';

export function ResponsesPanel({ report }: { report: Report }) {
  const { responses, accepted } = report;
  const counts = [
    { label: 'Reacted', value: responses.reacted },
    { label: 'Replied', value: responses.replied },
    { label: 'Tapped', value: responses.tapped },
    { label: 'Followed a link', value: responses.clicked },
  ];
  const isQuiet = counts.every(({ value }) => value === 0);
  return (
    <Panel
      title="Responses"
      description="People, each counted once. Tapped: a quick reply, or a button that answers."
    >
      {isQuiet ? (
        <Text size="sm" c="dimmed">
          Nobody has responded yet. Answers are counted for a day after the message, reactions and links for
          as long as people come back to them.
        </Text>
      ) : (
        <Stack gap="lg">
          <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xl">
            {counts.map(({ label, value }) => (
              <Stat
                key={label}
                label={label}
                value={value}
                note={`${formatShare(value, accepted)} of accepted`}
              />
            ))}
          </SimpleGrid>
          {responses.links.length > 0 && <Links responses={responses} />}
        </Stack>
      )}
    </Panel>
  );
}

function Links({ responses: { links, clicked } }: { responses: Report['responses'] }) {
  return (
    <Stack gap="sm">
      <Title order={3}>Links</Title>
      {links.map(({ url, people, clicks }) => (
        <MeterRow
          key={url}
          label={
            <Text span size="sm" lineClamp={3} title={url} style={{ overflowWrap: 'anywhere' }}>
              {url}
            </Text>
          }
          value={people}
          of={clicked}
          note={clicks === people ? undefined : `${formatNumber(clicks)} clicks`}
        />
      ))}
      {links.length >= MOST_LINKS && (
        <Text size="sm" c="dimmed">
          The {MOST_LINKS} links that most people followed.
        </Text>
      )}
    </Stack>
  );
}

/** As many as a report lists. */
const MOST_LINKS = 20;
