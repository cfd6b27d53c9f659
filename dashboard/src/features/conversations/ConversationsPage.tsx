// Conversations: what is answered by itself on each Page, a try of it, and people who wait for a human.
import { Button, Grid, Select, Stack } from '@mantine/core';
import { IconMessageChatbot, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answersQuery } from '../../api/conversations.ts';
import { pagesQuery } from '../../api/pages.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { AnswersPanel } from './AnswersPanel.tsx';
import { NewAnswerDialog } from './NewAnswerDialog.tsx';
import { PausesPanel } from './PausesPanel.tsx';
import { TryPanel } from './TryPanel.tsx';

export function ConversationsPage() {
  const pages = useQuery(pagesQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const [isCreating, setCreating] = useState(false);
  const answers = useQuery(answersQuery(chosen));
  const usable = pages.data?.pages.filter((page) => page.state !== 'disconnected') ?? [];
  const tried = chosen ?? usable[0]?.id;
  const error = pages.error ?? answers.error;
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      New answer
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Conversations"
        description="What people write or tap is answered at once, by itself, until they ask for a human."
        actions={
          usable.length > 1 && (
            <Select
              aria-label="Page"
              placeholder="Every Page"
              data={usable.map(({ id, name }) => ({ value: id, label: name }))}
              value={chosen}
              onChange={setChosen}
              clearable
            />
          )
        }
      />
      {error && <ErrorState error={error} onRetry={() => [pages.refetch(), answers.refetch()]} />}
      {!error && (pages.isPending || answers.isPending) && <LoadingPanels />}
      {pages.data && answers.data && usable.length === 0 && (
        <EmptyState
          icon={<IconMessageChatbot size={26} />}
          title="No Page yet"
          action={<ButtonLink to="/pages">Connect a Page</ButtonLink>}
        >
          Answers are given by a Page that is connected.
        </EmptyState>
      )}
      {answers.data && usable.length > 0 && (
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <AnswersPanel answers={answers.data.answers} showsPage={usable.length > 1} create={create} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="lg">
              {tried !== undefined && <TryPanel pageId={tried} />}
              <PausesPanel pageId={chosen} />
            </Stack>
          </Grid.Col>
        </Grid>
      )}
      <NewAnswerDialog
        isOpen={isCreating}
        pages={usable}
        pageId={chosen}
        onClose={() => setCreating(false)}
      />
    </>
  );
}
