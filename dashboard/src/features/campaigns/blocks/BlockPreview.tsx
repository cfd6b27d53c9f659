// A block as one person reads it, a moment after it was typed.
import { Paper, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { previewBlock } from '../../../api/campaign-texts.ts';
import { asApiError } from '../../../api/client.ts';
import { RecipientPicker } from '../preview/RecipientPicker.tsx';
import { newRecipient, toRecipient } from '../preview/recipient.ts';

const PAUSE_MS = 400;

export function BlockPreview({ body }: { body: string }) {
  const [draft, setDraft] = useState(() => newRecipient('any'));
  const recipient = toRecipient(draft);
  const [asked] = useDebouncedValue(body, PAUSE_MS);
  const preview = useQuery({
    queryKey: ['block-preview', asked, recipient],
    queryFn: () => previewBlock(asked, recipient ?? { by: 'any' }),
    enabled: recipient !== null && asked.trim() !== '',
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Stack gap="xs">
      <RecipientPicker draft={draft} onChange={setDraft} anyone="Anyone" />
      <Paper withBorder p="sm" aria-live="polite" style={{ whiteSpace: 'pre-wrap' }}>
        {preview.error ? (
          <Text size="sm" c="var(--mantine-color-error)">
            {asApiError(preview.error).message} {asApiError(preview.error).remedy}
          </Text>
        ) : (
          <Text size="sm" c={preview.data?.text == null ? 'dimmed' : 'bright'}>
            {preview.data?.text ?? preview.data?.explanation ?? 'How a person reads it.'}
          </Text>
        )}
      </Paper>
    </Stack>
  );
}
