// On the page of a live campaign: what was changed and is not published yet.
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { campaignVersionQuery } from '../../../api/campaign-life.ts';
import type { Campaign } from '../../../api/types.ts';
import { ButtonLink } from '../../../ui/links.tsx';
import { listWords } from '../../../ui/listWords.ts';
import { partsWords } from '../history/words.ts';
import { useDiscard } from './useDiscard.ts';

export function ChangesBanner({ campaign }: { campaign: Campaign }) {
  const { id, live_version: live, revision, actions } = campaign;
  const version = useQuery(campaignVersionQuery(id, live ?? 0, revision));
  const { ask, isDiscarding } = useDiscard(campaign);
  const changed = partsWords(version.data?.differences.map(({ field }) => field) ?? []);
  const canPublish = actions.includes('edit');
  return (
    <Alert color="blue" icon={<IconPencil size={18} />} title="Changes that are not published">
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: '1 1 18rem' }}>
          {changed.length > 0 && `Changed since version ${live}: ${listWords(changed, 'and')}. `}
          {canPublish
            ? 'What is sent goes by the published version until you publish these.'
            : 'They were never sent. Duplicate the campaign to use them.'}
        </Text>
        <Group gap="xs">
          {actions.includes('discard') && (
            <Button size="xs" variant="default" loading={isDiscarding} onClick={ask}>
              Discard
            </Button>
          )}
          {canPublish && (
            <ButtonLink
              size="xs"
              to="/campaigns/$campaignId/edit"
              params={{ campaignId: id }}
              search={{ step: 'review' }}
            >
              Review and publish
            </ButtonLink>
          )}
        </Group>
      </Group>
    </Alert>
  );
}
