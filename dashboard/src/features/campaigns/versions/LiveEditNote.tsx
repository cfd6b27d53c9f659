// Above the editor of a campaign that is live: what is changed here is sent only once it is published, and can be thrown away.
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { Campaign } from '../../../api/types.ts';
import { useDiscard } from './useDiscard.ts';

export function LiveEditNote({ campaign, onReload }: { campaign: Campaign; onReload: () => void }) {
  const queryClient = useQueryClient();
  const { ask, isDiscarding } = useDiscard(campaign, async () => {
    await queryClient.invalidateQueries({ queryKey: ['campaigns', campaign.id] });
    onReload();
  });
  return (
    <Alert
      mt="sm"
      color="blue"
      icon={<IconInfoCircle size={18} />}
      title={`Version ${campaign.live_version} is live`}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: '1 1 18rem' }}>
          {campaign.has_changes
            ? 'It goes on as it is. What you changed since is sent once you publish it as the next version.'
            : 'It goes on as it is. What you change here is sent once you publish it as the next version.'}
        </Text>
        {campaign.has_changes && campaign.actions.includes('discard') && (
          <Button size="xs" variant="default" loading={isDiscarding} onClick={ask}>
            Discard changes
          </Button>
        )}
      </Group>
    </Alert>
  );
}
