// From the segment down to those who can be messaged now, as bars that shrink.
import { Skeleton, Stack, Text } from '@mantine/core';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { MeterRow } from '../../../ui/MeterRow.tsx';
import { useDraftContext } from './DraftContext.ts';

export function Audience() {
  const { definition, check, checkError, isChecking, problems } = useDraftContext();
  if (definition.segment_id === null) {
    return (
      <Text size="sm" c="dimmed">
        Choose a segment to see it.
      </Text>
    );
  }
  if (checkError && problems.length === 0)
    return <ErrorState error={checkError} title="Could not be counted" />;
  if (!check?.audience) return isChecking ? <Skeleton h={120} /> : null;
  const { in_segment, with_psid, in_window, blocked } = check.audience;
  const isMessenger = check.destination.kind === 'send_api';
  return (
    <Stack gap="sm" role="status">
      <MeterRow label="In the segment" value={in_segment} of={in_segment} />
      <MeterRow
        label={isMessenger ? `With a PSID on ${check.destination.page_name ?? 'the Page'}` : 'With a PSID'}
        value={with_psid}
        of={in_segment}
      />
      <MeterRow label="In the 24-hour window now" value={in_window} of={in_segment} />
      {blocked > 0 && <MeterRow label="Blocked the Page" value={blocked} of={in_segment} tone="bad" />}
      <Text size="sm" c="dimmed">
        {isMessenger
          ? 'Facebook lets a Page message people freely for 24 hours after they last wrote.'
          : 'The window matters only for messages through the Send API.'}
      </Text>
    </Stack>
  );
}
