// A new automatic answer: its name, what starts it, what it says. Buttons and everything else come in the editor.
import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createCampaign } from '../../api/campaigns.ts';
import type { Page } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { newDefinition, newMessage } from '../campaigns/messageTemplates.ts';
import { newTrigger } from '../campaigns/type/switchType.ts';
import { StartFields } from './StartFields.tsx';
import { NO_START } from './startWords.ts';

interface NewAnswerDialogProps {
  isOpen: boolean;
  pages: Page[];
  pageId: string | null;
  onClose: () => void;
}

export function NewAnswerDialog({ isOpen, onClose, ...props }: NewAnswerDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="New answer" size="lg">
      <NewAnswerForm {...props} />
    </Modal>
  );
}

/** The platform takes no longer text (Send API, message.text). */
const MAX_TEXT = 2000;

function NewAnswerForm({ pages, pageId }: Pick<NewAnswerDialogProps, 'pages' | 'pageId'>) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [page, setPage] = useState(pageId ?? pages[0]?.id ?? null);
  const [start, setStart] = useState(NO_START);
  const [text, setText] = useState('');
  const creating = useMutation({
    mutationFn: () => {
      const message = { ...newMessage(), message: { text } };
      const content = newDefinition({ page_id: page, message, request: null });
      return createCampaign({
        name: name.trim(),
        definition: {
          ...content,
          delivery_type: 'conversation',
          trigger: { ...newTrigger('UTC'), conversation: start },
        },
      });
    },
    onSuccess: async (campaign) => {
      void queryClient.invalidateQueries({ queryKey: ['conversations'] });
      await navigate({
        to: '/campaigns/$campaignId/edit',
        params: { campaignId: campaign.id },
        search: { step: 'what' },
      });
    },
  });
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    creating.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {creating.error && <ErrorState error={creating.error} title="The answer was not created" />}
        <TextInput
          label="Name"
          description="Only you see it."
          value={name}
          maxLength={160}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {pages.length > 1 && (
          <Select
            label="Page"
            data={pages.map(({ id, name }) => ({ value: id, label: name }))}
            value={page}
            onChange={setPage}
            allowDeselect={false}
          />
        )}
        <StartFields start={start} onChange={setStart} />
        <Textarea
          label="It says"
          description="Buttons, pictures and names are added in the next step."
          autosize
          minRows={2}
          value={text}
          maxLength={MAX_TEXT}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={creating.isPending}
            disabled={name.trim() === '' || text.trim() === '' || page === null}
          >
            Create draft
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
