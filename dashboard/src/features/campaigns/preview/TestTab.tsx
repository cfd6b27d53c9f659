// Sends the request to one person, for real, and shows what went out and what came back.
import { Alert, Button, List, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { testCampaign } from '../../../api/campaigns.ts';
import type { Recipient, TestResult } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { ResponseView } from '../../../ui/RequestView.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { HappeningPicker } from './HappeningPicker.tsx';
import { RecipientPicker } from './RecipientPicker.tsx';
import { RenderingView } from './RenderingView.tsx';
import { newRecipient, toRecipient } from './recipient.ts';
import { useHappening } from './useHappening.ts';

export function TestTab() {
  const { campaign, wire, flush } = useDraftContext();
  const [draft, setDraft] = useState(() => newRecipient('person'));
  const recipient = toRecipient(draft);
  const handle = useHappening();
  const testing = useMutation({
    mutationFn: async (to: Recipient) => {
      // Secrets just entered are known to the service only once they are saved.
      await flush();
      return testCampaign(campaign.id, wire, { recipient: to, event: handle.event });
    },
  });
  return (
    <Stack>
      <RecipientPicker draft={draft} onChange={setDraft} />
      <HappeningPicker handle={handle} />
      <Button
        leftSection={<IconSend size={16} aria-hidden />}
        loading={testing.isPending}
        disabled={recipient === null}
        onClick={() => recipient && testing.mutate(recipient)}
      >
        Send test
      </Button>
      <Text size="sm" c="dimmed">
        This person really gets the message. It does not count in the report.
      </Text>
      {testing.error && <ErrorState error={testing.error} title="The test was not sent" />}
      {testing.data && !testing.isPending && <TestOutcome result={testing.data} />}
    </Stack>
  );
}

const COLORS = { accepted: 'sea', failed: 'red', unknown: 'yellow', not_sent: 'gray' };

function TestOutcome({ result }: { result: TestResult }) {
  const { outcome, response } = result;
  return (
    <Stack>
      <Alert color={COLORS[outcome.state]} title={outcome.title} role="status">
        {outcome.remedy}
      </Alert>
      {response && (
        <div>
          <Text size="sm" fw={550} mb={6}>
            Response after {formatNumber(Math.round(response.duration_ms))} ms
          </Text>
          {response.earlier.length > 0 && (
            <List size="sm" mb={6}>
              {response.earlier.map((line) => (
                <List.Item key={line} style={{ overflowWrap: 'anywhere' }}>
                  {line}
                </List.Item>
              ))}
            </List>
          )}
          <ResponseView status={response.status} headers={response.headers} body={response.body} />
        </div>
      )}
      <RenderingView rendering={result} withVerdict={response === null} />
    </Stack>
  );
}
