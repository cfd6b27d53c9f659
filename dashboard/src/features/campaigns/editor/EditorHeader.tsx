// The head of the editor: the name and tags, whether all is saved, who else is at it, and what becomes of changes of a live campaign.
import { Box, Button, Group, TextInput, Title, VisuallyHidden } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { StateMark } from '../../../ui/StateMark.tsx';
import { TagsField } from '../TagsField.tsx';
import { useCampaignActions } from '../useCampaignActions.ts';
import { LiveEditNote } from '../versions/LiveEditNote.tsx';
import { useDraftContext } from './DraftContext.ts';
import classes from './EditorHeader.module.css';
import { OthersHint } from './OthersHint.tsx';
import { SaveTrouble } from './SaveTrouble.tsx';
import type { SaveState } from './saver.ts';

export function EditorHeader({ back, onReload }: { back: ReactNode; onReload: () => void }) {
  const draft = useDraftContext();
  const { campaign, name, setName, tags, setTags, saving } = draft;
  const { remove } = useCampaignActions(campaign);
  useDocumentTitle(`${name} · Talaria`);
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      saving.kind === 'failed' &&
      current.pathname !== next.pathname &&
      !window.confirm('Your last changes are not saved. Leave anyway?'),
    enableBeforeUnload: () => saving.kind !== 'saved',
  });
  return (
    <Box mb="lg">
      <Box mb={6} fz="sm">
        {back}
      </Box>
      <VisuallyHidden>
        <Title order={1}>{name}</Title>
      </VisuallyHidden>
      <Group justify="space-between" gap="xs">
        <TextInput
          aria-label="Campaign name"
          variant="unstyled"
          flex="1 1 18rem"
          value={name}
          maxLength={160}
          onChange={(event) => setName(event.currentTarget.value)}
          error={name.trim() === '' && 'Give it a name'}
          classNames={{ input: classes['name'] ?? '' }}
        />
        <Group gap="md">
          <OthersHint others={draft.others} />
          <SaveMark saving={saving} />
          {campaign.actions.includes('remove') && (
            <Button variant="light" color="red" size="xs" onClick={remove}>
              Delete draft
            </Button>
          )}
        </Group>
      </Group>
      <TagsField tags={tags} onTags={setTags} size="xs" variant="unstyled" maw={480} />
      {campaign.live_version !== null && <LiveEditNote campaign={campaign} onReload={onReload} />}
      <SaveTrouble />
    </Box>
  );
}

function SaveMark({ saving }: { saving: SaveState }) {
  return (
    <span role="status">
      {saving.kind === 'saved' && <StateMark tone="good">Saved</StateMark>}
      {(saving.kind === 'saving' || saving.kind === 'waiting') && <StateMark tone="quiet">Saving…</StateMark>}
      {saving.kind === 'failed' && <StateMark tone="bad">Not saved</StateMark>}
    </span>
  );
}
