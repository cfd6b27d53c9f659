// Who a filter selects, counted while it is being written: how many, with a PSID, in the window, and a few by name.
import { Box, Divider, Loader, Skeleton, Stack, Text } from '@mantine/core';
import type { SegmentPreview } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { countPeople, formatNumber } from '../../../ui/format.ts';
import { TextLink } from '../../../ui/links.tsx';
import { MeterRow } from '../../../ui/MeterRow.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { roundGuess, type ShownCount } from './liveCount.ts';
import type { LiveCount } from './useLiveCount.ts';

interface AudiencePanelProps {
  count: LiveCount;
  /** Lines that are not counted because something is missing in them. */
  unfinished: number;
}

export function AudiencePanel({ count, unfinished }: AudiencePanelProps) {
  const { shown, preview, isExact, sentence } = count;
  const faded = { opacity: isExact ? 1 : 0.6 };
  return (
    <Panel title="Who is in" actions={count.isCounting && <Loader size="xs" aria-label="Counting" />}>
      <Stack gap="md">
        <CountLine count={count} />
        {count.error ? (
          <ErrorState error={count.error} title="Could not be counted exactly" onRetry={count.retry} />
        ) : null}
        {preview && shown ? (
          <Stack gap="sm" style={faded}>
            <MeterRow label="With a PSID" value={preview.with_psid} of={preview.total} />
            <MeterRow label="In the window now" value={preview.in_window} of={preview.total} />
          </Stack>
        ) : (
          !count.error && <Skeleton h={76} />
        )}
        <Text size="sm" mih="2.6em" lineClamp={8} title={sentence} style={{ overflowWrap: 'anywhere' }}>
          {sentence}
        </Text>
        {unfinished > 0 && (
          <Text size="sm" c="dimmed">
            {unfinished === 1 ? 'One line is' : `${unfinished} lines are`} not finished and not counted yet.
          </Text>
        )}
        {preview && (
          <Box style={faded}>
            <Sample people={preview.sample} total={preview.people} />
          </Box>
        )}
      </Stack>
    </Panel>
  );
}

/** The number, always in the same place and of the same height. */
function CountLine({ count: { shown, isExact } }: { count: LiveCount }) {
  return (
    <Box role="status" mih={56}>
      {shown ? (
        <Box style={{ opacity: shown.isStale ? 0.6 : 1 }}>
          <Text className="numbers" fz={26} fw={650} lh={1.3} lts="-0.015em">
            {sayCount(shown)}
          </Text>
          <Text size="sm" c="dimmed" className="numbers">
            of {formatNumber(shown.total)}
            {isExact ? '' : shown.isStale ? ', counting…' : ', counting exactly…'}
          </Text>
        </Box>
      ) : (
        <Skeleton h={56} aria-label="Counting" />
      )}
    </Box>
  );
}

/** "12,345 people", "about 12,300 (± 400) people". */
export function sayCount(shown: ShownCount): string {
  if (shown.margin <= 0) return countPeople(shown.people);
  const { people, margin } = roundGuess(shown);
  return `about ${formatNumber(people)} (± ${formatNumber(margin)}) people`;
}

function Sample({ people, total }: { people: SegmentPreview['sample']; total: number }) {
  if (people.length === 0) return null;
  return (
    <>
      <Divider mb="md" />
      <Stack gap={6}>
        <Text size="sm" fw={550}>
          Some of them
        </Text>
        {people.map((person) => (
          <Text key={person.id} size="sm" truncate>
            <TextLink to="/people/$personId" params={{ personId: person.id }} size="sm" underline="always">
              {person.name ?? person.customer_id ?? 'Unnamed'}
            </TextLink>
            <Text span c="dimmed" size="sm">
              {' '}
              {person.customer_id ?? 'anonymous'}
            </Text>
          </Text>
        ))}
        {total > people.length && (
          <Text size="sm" c="dimmed">
            and {formatNumber(total - people.length)} more
          </Text>
        )}
      </Stack>
    </>
  );
}
