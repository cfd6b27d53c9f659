// What keeps the last changes from being saved: a field that somebody else changed too, a campaign that nobody may change any more, or
// a service that refuses or is not there.
import { Alert, Box, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { asApiError } from '../../../api/client.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { ButtonLink } from '../../../ui/links.tsx';
import { listWords } from '../../../ui/listWords.ts';
import { ConflictDialog } from './ConflictDialog.tsx';
import { useDraftContext } from './DraftContext.ts';
import { fieldWords } from './fieldWords.ts';

const NAMED = 3;

export function SaveTrouble() {
  const { campaign, saving, conflict, flush, resolve, isClosed } = useDraftContext();
  const [isPutOff, setPutOff] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  if (conflict === null) {
    if (saving.kind !== 'failed') return null;
    if (isClosed) return <Closed campaignId={campaign.id} error={saving.error} />;
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

/** Somebody asked for approval, or published it, while this was typed. */
function Closed({ campaignId, error }: { campaignId: string; error: unknown }) {
  const { message, remedy } = asApiError(error);
  return (
    <Alert color="yellow" mt="sm" role="alert" title="It cannot be changed any more">
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          {message} {remedy} Your last changes are not saved: they stand here until you leave.
        </Text>
        <ButtonLink to="/campaigns/$campaignId" params={{ campaignId }} size="xs" variant="default">
          Show the campaign
        </ButtonLink>
      </Group>
    </Alert>
  );
}
