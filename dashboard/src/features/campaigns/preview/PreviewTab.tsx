// The message as one person would get it. Nothing is sent.
import { Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { previewQuery } from '../../../api/campaigns.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { RecipientPicker } from './RecipientPicker.tsx';
import { RenderingView } from './RenderingView.tsx';
import { newRecipient, toRecipient } from './recipient.ts';

export function PreviewTab() {
  const { campaign, settled } = useDraftContext();
  const [draft, setDraft] = useState(() => newRecipient('any'));
  const recipient = useMemo(() => toRecipient(draft), [draft]);
  const [chosen] = useDebouncedValue(recipient, 350);
  const preview = useQuery({
    ...previewQuery(campaign.id, settled, chosen ?? { by: 'any' }),
    enabled: chosen !== null && recipient !== null,
  });
  return (
    <Stack>
      <RecipientPicker draft={draft} onChange={setDraft} withAny />
      {recipient === null && (
        <Text size="sm" c="dimmed">
          Say who, to see the message for them.
        </Text>
      )}
      {recipient !== null && preview.isPending && <Skeleton h={220} />}
      {recipient !== null && preview.error && (
        <ErrorState error={preview.error} title="No preview" onRetry={preview.refetch} />
      )}
      {recipient !== null && preview.data && !preview.error && (
        <div style={{ opacity: preview.isPlaceholderData ? 0.7 : 1 }}>
          <RenderingView rendering={preview.data} />
        </div>
      )}
    </Stack>
  );
}
