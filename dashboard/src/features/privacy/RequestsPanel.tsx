// What people, or Facebook for them, asked about their data: open requests first, each with the day it is due.
import { Button, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { privacyRequestsQuery } from '../../api/privacy.ts';
import type { PrivacyRequest } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StateMark, type Tone } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { useNow } from '../../ui/useNow.ts';
import { describeSubject } from './describeSubject.ts';
import { RequestDialog } from './RequestDialog.tsx';

export function RequestsPanel() {
  const list = useQuery(privacyRequestsQuery);
  const [handled, setHandled] = useState<PrivacyRequest | null>(null);
  return (
    <Panel
      title="Requests"
      description="Those that name a customer are done by themselves. The others wait for you to find out who it is."
    >
      {list.isPending && <LoadingRows rows={3} />}
      {list.error && <ErrorState error={list.error} onRetry={list.refetch} />}
      {list.data?.requests.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody has asked yet.
        </Text>
      )}
      {list.data && list.data.requests.length > 0 && (
        <RequestsTable requests={list.data.requests} onHandle={setHandled} />
      )}
      <RequestDialog request={handled} onClose={() => setHandled(null)} />
    </Panel>
  );
}

const KINDS: Record<PrivacyRequest['kind'], string> = {
  erasure: 'Delete everything',
  access: 'A copy',
  portability: 'A copy to take along',
  deauthorisation: 'Removed the app',
};
const SOURCES: Record<PrivacyRequest['source'], string> = { facebook: 'Facebook', opengdpr: 'OpenGDPR' };

interface TableProps {
  requests: PrivacyRequest[];
  onHandle: (request: PrivacyRequest) => void;
}

function RequestsTable({ requests, onHandle }: TableProps) {
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Asked for</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>Came</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {requests.map((request) => (
            <Table.Tr key={request.id}>
              <Table.Td>{KINDS[request.kind]}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <Subject request={request} />
              </Table.Td>
              <Table.Td>
                <Time at={request.received_at} />
                <Text size="xs" c="dimmed">
                  {SOURCES[request.source]}
                </Text>
              </Table.Td>
              <Table.Td>
                <RequestState request={request} />
              </Table.Td>
              <Table.Td ta="end">
                {request.state === 'pending' && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Handle ${request.id}`}
                    onClick={() => onHandle(request)}
                  >
                    Handle…
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Subject({ request }: { request: PrivacyRequest }) {
  if (request.person_id)
    return (
      <TextLink to="/people/$personId" params={{ personId: request.person_id }} size="sm">
        {request.person_id}
      </TextLink>
    );
  if (request.subject === null)
    return (
      <Text size="sm" c="dimmed">
        no longer kept
      </Text>
    );
  return <Text size="sm">{describeSubject(request.subject)}</Text>;
}

const STATES: Record<PrivacyRequest['state'], [Tone, string]> = {
  pending: ['warn', 'Open'],
  in_progress: ['busy', 'Being done'],
  completed: ['good', 'Done'],
  cancelled: ['quiet', 'Cancelled'],
};

function RequestState({ request }: { request: PrivacyRequest }) {
  const now = useNow();
  const [tone, word] = STATES[request.state];
  const isOpen = request.state === 'pending' || request.state === 'in_progress';
  const isLate = isOpen && new Date(request.due_at).getTime() < now;
  return (
    <>
      <StateMark tone={isLate ? 'bad' : tone}>{isLate ? 'Overdue' : word}</StateMark>
      <Text size="xs" c="dimmed">
        {isOpen ? (
          <>
            due <Time at={request.due_at} />
          </>
        ) : (
          request.note
        )}
      </Text>
    </>
  );
}
