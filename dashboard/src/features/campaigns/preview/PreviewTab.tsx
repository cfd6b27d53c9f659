// The message as one person would get it. Nothing is sent. While something is being typed, the text stands there as it is
// entered, with the names of its places; a moment later it is rendered.
import { Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { previewQuery } from '../../../api/campaigns.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { mapTexts } from '../compose/json.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { withPlaces } from '../personalise/personalise.ts';
import { HappeningPicker } from './HappeningPicker.tsx';
import { PhonePreview } from './PhonePreview.tsx';
import { OF_SEGMENT, RecipientPicker } from './RecipientPicker.tsx';
import { RenderingView } from './RenderingView.tsx';
import { newRecipient, toRecipient } from './recipient.ts';
import { useHappening } from './useHappening.ts';

export function PreviewTab() {
  const { campaign, settled, wire } = useDraftContext();
  const [draft, setDraft] = useState(() => newRecipient('any'));
  const recipient = useMemo(() => toRecipient(draft), [draft]);
  const handle = useHappening();
  const look = useMemo(() => recipient && { recipient, event: handle.event }, [recipient, handle.event]);
  const [chosen] = useDebouncedValue(look, 350);
  const preview = useQuery({
    ...previewQuery(campaign.id, settled, chosen ?? { recipient: { by: 'any' }, event: null }),
    enabled: chosen !== null && recipient !== null,
  });
  const isCurrent = wire === settled && preview.data !== undefined && !preview.isPlaceholderData;
  return (
    <Stack>
      <RecipientPicker draft={draft} onChange={setDraft} anyone={OF_SEGMENT} />
      <HappeningPicker
        handle={handle}
        onPerson={(personId, personLabel) => setDraft({ ...newRecipient('person'), personId, personLabel })}
      />
      {recipient === null && (
        <Text size="sm" c="dimmed">
          Say who, to see the message for them.
        </Text>
      )}
      {recipient !== null && preview.error && (
        <ErrorState error={preview.error} title="No preview" onRetry={preview.refetch} />
      )}
      {recipient !== null && preview.data && !preview.error && (
        <RenderingView rendering={preview.data} unrendered={isCurrent ? null : wire.message} />
      )}
      {(recipient === null || preview.data === undefined || preview.error) && <Unrendered />}
    </Stack>
  );
}

/** What is known without anybody to render it for. */
function Unrendered() {
  const { wire, check } = useDraftContext();
  if (wire.message === null) return check === undefined ? <Skeleton h={220} /> : null;
  return (
    <PhonePreview
      message={mapTexts(wire.message.message, withPlaces)}
      head={check?.destination.page_name ?? undefined}
      pageId={wire.page_id}
    />
  );
}
