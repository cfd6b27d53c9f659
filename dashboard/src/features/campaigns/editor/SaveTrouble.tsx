// What keeps the last changes from being saved: a field that somebody else changed too, or a service that refuses or is not there.
import { Alert, Box, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { listWords } from '../../../ui/listWords.ts';
import { ConflictDialog } from './ConflictDialog.tsx';
import { useDraftContext } from './DraftContext.ts';
import { fieldWords } from './fieldWords.ts';

const NAMED = 3;

export function SaveTrouble() {
  const { saving, conflict, flush, resolve } = useDraftContext();
  const [isPutOff, setPutOff] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  if (conflict === null) {
    if (saving.kind !== 'failed') return null;
    return (
      <Box mt="sm">
        <ErrorState error={saving.error} title="The last changes are not saved" onRetry={flush} />
      </Box>
    );
  }
  const names = conflict.fields.slice(0, NAMED).map(({ field }) => fieldWords(field) || 'Message');
  const more = conflict.fields.length - names.length;
  return (
    <>
      <Alert color="yellow" mt="sm" role="alert" title="Somebody else changed this too">
        <Group justify="space-between" gap="sm">
          <Text size="sm">
            {listWords(more > 0 ? [...names, `${more} more`] : names, 'and')}: your last changes are not saved
            until you decide which of the two it is to be.
          </Text>
          <Button size="xs" variant="default" onClick={() => setPutOff(false)}>
            Decide
          </Button>
        </Group>
      </Alert>
      <ConflictDialog
        key={conflict.revision}
        conflict={conflict}
        isOpen={!isPutOff}
        isSaving={isSaving}
        onClose={() => setPutOff(true)}
        onDecide={async (decisions) => {
          setIsSaving(true);
          await resolve(decisions);
          setIsSaving(false);
        }}
      />
    </>
  );
}
