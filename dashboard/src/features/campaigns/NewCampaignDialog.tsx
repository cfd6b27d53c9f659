// The beginning of a campaign: its name, what makes it leave, and whether it is a Messenger message or a call to any other
// address.
import { Button, Modal, Radio, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { meQuery } from '../../api/access.ts';
import { createCampaign } from '../../api/campaigns.ts';
import { pagesQuery } from '../../api/pages.ts';
import type { DeliveryType } from '../../api/types.ts';
import { ChoiceCard } from '../../ui/ChoiceCard.tsx';
import { DialogFooter } from '../../ui/DialogFooter.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { toWire } from './editor/wire.ts';
import { customRequest, newDefinition, newMessage } from './messageTemplates.ts';
import { newTiming } from './type/switchType.ts';
import { TypeChoice } from './type/TypeChoice.tsx';

interface NewCampaignDialogProps {
  isOpen: boolean;
  /** Who gets it, when that is known already. */
  segmentId: string | null;
  onClose: () => void;
}

export function NewCampaignDialog({ isOpen, segmentId, onClose }: NewCampaignDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="New campaign" size="xl">
      <NewCampaignForm segmentId={segmentId} />
    </Modal>
  );
}

type Start = 'messenger' | 'custom';

function NewCampaignForm({ segmentId }: { segmentId: string | null }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const pages = useQuery(pagesQuery);
  const usable = pages.data?.pages.filter((page) => page.state !== 'disconnected') ?? [];
  const [name, setName] = useState('');
  const [type, setType] = useState<DeliveryType>('one_time');
  const { data: me } = useQuery(meQuery);
  const [chosenStart, setStart] = useState<Start | null>(null);
  const [chosenPage, setPage] = useState<string | null>(null);
  const pageId = chosenPage ?? usable[0]?.id ?? null;
  const start = chosenStart ?? (pages.data && usable.length === 0 ? 'custom' : 'messenger');
  const creating = useMutation({
    mutationFn: () => {
      const content =
        start === 'messenger'
          ? { page_id: pageId, message: newMessage(), request: null }
          : { page_id: null, message: null, request: customRequest() };
      return createCampaign({
        name: name.trim(),
        definition: toWire({
          ...newDefinition(content),
          segment_id: segmentId,
          delivery_type: type,
          ...newTiming(type, me?.workspace.time_zone ?? 'UTC'),
        }),
      });
    },
    onSuccess: async (campaign) => {
      void queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      await navigate({ to: '/campaigns/$campaignId/edit', params: { campaignId: campaign.id } });
    },
  });
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    creating.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {creating.error && <ErrorState error={creating.error} title="The campaign was not created" />}
        <TextInput
          label="Name"
          description="People who get it do not see it."
          value={name}
          maxLength={160}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <TypeChoice label="How it starts" value={type} onChange={setType} />
        <Radio.Group label="Start from" value={start} onChange={(value) => setStart(value as Start)}>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt={6}>
            <ChoiceCard
              value="messenger"
              title="A Messenger message"
              text={usable.length > 0 ? 'Sent by a connected Page.' : 'Connect a Page first.'}
              disabled={usable.length === 0}
            />
            <ChoiceCard
              value="custom"
              title="A request of your own"
              text="Any address, with any method, headers and body."
            />
          </SimpleGrid>
        </Radio.Group>
        {start === 'messenger' && usable.length > 1 && (
          <Select
            label="Page"
            data={usable.map((page) => ({ value: page.id, label: page.name }))}
            value={pageId}
            onChange={setPage}
            allowDeselect={false}
          />
        )}
        <DialogFooter>
          <Button type="submit" loading={creating.isPending} disabled={name.trim() === '' || pages.isPending}>
            Create draft
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  );
}
