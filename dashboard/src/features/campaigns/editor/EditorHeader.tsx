// The name of the draft, whether it is saved, and deleting it.
import { Alert, Box, Button, Group, Text, TextInput, Title, VisuallyHidden } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { asApiError } from '../../../api/client.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { useCampaignActions } from '../useCampaignActions.ts';
import { useDraftContext } from './DraftContext.ts';
import classes from './EditorHeader.module.css';
import type { SaveState } from './saver.ts';

export function EditorHeader({ back, onReload }: { back: ReactNode; onReload: () => void }) {
  const { campaign, name, setName, saving, flush } = useDraftContext();
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
        <Group gap="md" wrap="nowrap">
          <SaveMark saving={saving} />
          <Button variant="light" color="red" size="xs" onClick={remove}>
            Delete draft
          </Button>
        </Group>
      </Group>
      <SaveTrouble saving={saving} onRetry={flush} onReload={onReload} />
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

interface SaveTroubleProps {
  saving: SaveState;
  onRetry: () => void;
  onReload: () => void;
}

function SaveTrouble({ saving, onRetry, onReload }: SaveTroubleProps) {
  if (saving.kind !== 'failed') return null;
  if (asApiError(saving.error).status === 409) {
    return (
      <Alert color="red" mt="sm" role="alert" title="This draft was changed somewhere else">
        <Group justify="space-between" gap="sm">
          <Text size="sm">
            Your last changes are not saved, so that they overwrite nothing. Load the other version to go on.
          </Text>
          <Button size="xs" variant="default" onClick={onReload}>
            Load the other version
          </Button>
        </Group>
      </Alert>
    );
  }
  return (
    <Box mt="sm">
      <ErrorState error={saving.error} title="The last changes are not saved" onRetry={onRetry} />
    </Box>
  );
}
