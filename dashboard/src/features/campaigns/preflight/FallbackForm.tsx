// One word that stands in for whoever lacks an attribute, written into the draft wherever it outputs that.
import { Button, Group, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addFallback, campaignQuery } from '../../../api/campaigns.ts';
import { asApiError } from '../../../api/client.ts';
import { FaultText } from '../../../ui/FaultText.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import type { Mended } from './UndoFallback.tsx';

interface FallbackFormProps {
  attribute: string;
  onMended: (mended: Mended) => void;
}

export function FallbackForm({ attribute, onMended }: FallbackFormProps) {
  const { campaign, definition: before, flush, adopt } = useDraftContext();
  const queryClient = useQueryClient();
  const [value, setValue] = useState('');
  const adding = useMutation({
    mutationFn: async () => {
      if (!(await flush())) throw new Error('Your last changes could not be saved.');
      // What was just saved has a newer revision than the one drawn here.
      const { revision } = queryClient.getQueryData(campaignQuery(campaign.id).queryKey) ?? campaign;
      return addFallback(campaign.id, { attribute, value: value.trim(), revision });
    },
    onSuccess: ({ definition, revision, changed }) => {
      adopt(definition, revision);
      onMended({ attribute, places: changed.length, before, revision });
    },
  });
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-start">
        <TextInput
          size="xs"
          aria-label={`Fallback for ${attribute}`}
          placeholder={`For whoever has no ${attribute}`}
          value={value}
          maxLength={200}
          w={220}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="xs"
          variant="light"
          loading={adding.isPending}
          disabled={value.trim() === ''}
        >
          Use a fallback
        </Button>
      </Group>
      {adding.error && (
        <FaultText size="xs" mt={4}>
          {asApiError(adding.error).message} {asApiError(adding.error).remedy}
        </FaultText>
      )}
    </form>
  );
}
