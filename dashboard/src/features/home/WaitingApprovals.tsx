// What waits for a second operator, drafts and next versions of live campaigns alike: nothing goes out until somebody looks.
import { Alert, Stack, Text } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { awaitingApprovalQuery } from '../../api/campaign-life.ts';
import { TextLink } from '../../ui/links.tsx';

/** Whoever cannot read it here finds it in the list; an error would be no news of its own. */
export function WaitingApprovals() {
  const { campaigns = [], next = null } = useQuery(awaitingApprovalQuery).data ?? {};
  if (campaigns.length === 0) return null;
  return (
    <Alert
      color="yellow"
      icon={<IconUserCheck size={18} />}
      title={campaigns.length === 1 ? 'A campaign waits for approval' : 'Campaigns wait for approval'}
    >
      <Stack gap={4}>
        {campaigns.map(({ id, name, state }) => (
          <Text key={id} size="sm" style={{ overflowWrap: 'anywhere' }}>
            <TextLink to="/campaigns/$campaignId" params={{ campaignId: id }}>
              {name}
            </TextLink>
            {state !== 'awaiting_approval' && ', its next version'}
          </Text>
        ))}
        {next !== null && (
          <TextLink to="/campaigns" search={{ state: 'awaiting_approval' }} size="sm">
            All of them
          </TextLink>
        )}
      </Stack>
    </Alert>
  );
}
