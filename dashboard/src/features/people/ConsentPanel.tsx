// What a person said to being messaged: every receipt, and recording one that came by another way.
import { Button, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { consentsQuery } from '../../api/people.ts';
import type { Consent, Person } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { ConsentDialog } from './ConsentDialog.tsx';

export function ConsentPanel({ person }: { person: Person }) {
  const consents = useQuery(consentsQuery(person.id));
  const [asked, setAsked] = useState<Consent['says'] | null>(null);
  const hasPsId = typeof person.attributes['ps_id'] === 'string' && person.attributes['ps_id'] !== '';
  const isReachable = person.identities.length > 0 || hasPsId;
  const receipts = consents.data?.consents ?? [];
  return (
    <Panel
      title="Consent"
      description="What they said to being messaged. The latest word on each Page counts."
    >
      <Stack gap="md">
        {consents.isPending && <LoadingRows rows={2} />}
        {consents.error && <ErrorState error={consents.error} onRetry={consents.refetch} />}
        {consents.data && receipts.length === 0 && (
          <Text size="sm" c="dimmed">
            No opt-in and no opt-out is recorded.
          </Text>
        )}
        {receipts.length > 0 && <Receipts receipts={receipts} />}
        {isReachable && (
          <Group gap="xs">
            <Button variant="light" color="red" size="xs" onClick={() => setAsked('no')}>
              Record an opt-out
            </Button>
            <Button variant="default" size="xs" onClick={() => setAsked('yes')}>
              Record an opt-in
            </Button>
          </Group>
        )}
      </Stack>
      <ConsentDialog person={person} says={asked} onClose={() => setAsked(null)} />
    </Panel>
  );
}

const SOURCES: Record<Consent['source'], string> = {
  message: 'in the conversation',
  optin: 'by an opt-in',
  refusal: 'as Facebook said',
  operator: 'by an operator',
  api: 'through the API',
};

function Receipts({ receipts }: { receipts: Consent[] }) {
  return (
    <ScrollArea.Autosize mah={360} viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': 'Receipts' }}>
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {receipts.map((receipt, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: receipts have no id, and two may say the same at once
          <li key={`${receipt.said_at} ${receipt.psid} ${index}`}>
            <Group justify="space-between" gap="xs">
              <StateMark tone={receipt.says === 'yes' ? 'good' : 'bad'}>
                {receipt.says === 'yes' ? 'Opted in' : 'Opted out'}
              </StateMark>
              <Text size="xs" c="dimmed">
                <Time at={receipt.said_at} as="absolute" />
              </Text>
            </Group>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {receipt.words}
            </Text>
            <Text size="xs" c="dimmed">
              {receipt.page_name ?? `Page ${receipt.page_id}`}, {SOURCES[receipt.source]}
            </Text>
          </li>
        ))}
      </Stack>
    </ScrollArea.Autosize>
  );
}
