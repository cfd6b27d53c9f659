// A new automatic answer: its name, what starts it, what it says, and where its quick replies lead. Pictures, cards and everything
// else come in the editor.
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { approvalRequiredQuery } from '../../api/campaign-life.ts';
import type { Page } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { PersonalisedInput } from '../campaigns/personalise/PersonalisedInput.tsx';
import { ListField } from '../page-tools/ListField.tsx';
import { isWhole, NO_REPLY, REPLY_LIMITS, ReplyRow } from './ReplyRow.tsx';
import { StartFields } from './StartFields.tsx';
import { NO_START, startWords } from './startWords.ts';
import { type NewAnswer, useNewAnswer } from './useNewAnswer.ts';

interface NewAnswerDialogProps {
  isOpen: boolean;
  pages: Page[];
  pageId: string | null;
  onClose: () => void;
}

export function NewAnswerDialog({ isOpen, onClose, ...props }: NewAnswerDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="New answer" size="lg">
      <NewAnswerForm onLive={onClose} {...props} />
    </Modal>
  );
}

/** The platform takes no longer text (Send API, message.text). */
const MAX_TEXT = 2000;

interface NewAnswerFormProps extends Pick<NewAnswerDialogProps, 'pages' | 'pageId'> {
  onLive: () => void;
}

function NewAnswerForm({ pages, pageId, onLive }: NewAnswerFormProps) {
  const [answer, setAnswer] = useState<NewAnswer>({
    name: '',
    pageId: pageId ?? pages[0]?.id ?? null,
    start: NO_START,
    text: '',
    replies: [],
  });
  const set = (changes: Partial<NewAnswer>) => setAnswer({ ...answer, ...changes });
  const approval = useQuery(approvalRequiredQuery);
  const creating = useNewAnswer(onLive);
  const { name, text, replies } = answer;
  const missing = missingWords(answer);
  const mayPublish = approval.data?.approval_required === false;
  const create = (isLive: boolean) => creating.mutate({ answer, isLive });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === null) create(mayPublish);
      }}
    >
      <Stack>
        {creating.error && <ErrorState error={creating.error} title="The answer was not created" />}
        <TextInput
          label="Name"
          description="Only you see it."
          value={name}
          maxLength={160}
          onChange={(event) => set({ name: event.currentTarget.value })}
          data-autofocus
        />
        {pages.length > 1 && (
          <Select
            label="Page"
            data={pages.map((page) => ({ value: page.id, label: page.name }))}
            value={answer.pageId}
            onChange={(chosen) => set({ pageId: chosen })}
            allowDeselect={false}
          />
        )}
        <StartFields start={answer.start} onChange={(start) => set({ start })} />
        <PersonalisedInput
          label="What it says"
          lines={2}
          max={MAX_TEXT}
          value={text}
          onChange={(said) => set({ text: said })}
        />
        <Stack gap={6} role="group" aria-label="Quick replies">
          <Text size="sm" fw={600}>
            Quick replies
          </Text>
          <Text size="xs" c="dimmed">
            Shown under the message to be tapped; each leads to another answer, or to a human.
          </Text>
          <ListField
            noun="quick reply"
            max={REPLY_LIMITS.replies}
            items={replies}
            empty={NO_REPLY}
            onChange={(next) => set({ replies: next })}
            row={ReplyRow}
          />
        </Stack>
        <Group justify="flex-end">
          <Text size="sm" c="dimmed" role="status" flex="1 1 10rem">
            {missing ?? (startWords(answer.start) === null && ONLY_BY_BUTTON)}
          </Text>
          <Button
            variant={mayPublish ? 'default' : 'filled'}
            loading={creating.isPending}
            disabled={missing !== null}
            onClick={() => create(false)}
          >
            Create draft
          </Button>
          {mayPublish && (
            <Button type="submit" loading={creating.isPending} disabled={missing !== null}>
              Create and publish
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

const ONLY_BY_BUTTON = 'Only a button of another answer will start it.';

/** The first thing that is missing; null: nothing is. */
function missingWords({ name, pageId, text, replies }: NewAnswer): string | null {
  if (name.trim() === '') return 'Give it a name.';
  if (pageId === null) return 'Choose a Page.';
  if (text.trim() === '') return 'Write what it says.';
  if (!replies.every(isWhole)) return 'A quick reply needs a title, and something it leads to.';
  return null;
}
