// What people, or Facebook for them, asked about their data: open requests first, each with the day it is due.
import { Button, Group, Text } from '@mantine/core';
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
import classes from './Rows.module.css';

export function RequestsPanel() {
  const list = useQuery(privacyRequestsQuery);
  const [handled, setHandled] = useState<PrivacyRequest | null>(null);
  return (
    <Panel
      title="Requests"
      description="Those that name one customer are done by themselves. The others wait for you to find out who it is."
    >
      {list.isPending && <LoadingRows rows={3} />}
      {list.error && <ErrorState error={list.error} onRetry={list.refetch} />}
      {list.data?.requests.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody has asked yet.
        </Text>
      )}
      {list.data && list.data.requests.length > 0 && (
        <ul className={classes['list']}>
          {list.data.requests.map((request) => (
            <RequestRow key={request.id} request={request} onHandle={setHandled} />
          ))}
        </ul>
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

interface RowProps {
  request: PrivacyRequest;
  onHandle: (request: PrivacyRequest) => void;
}

/** Wraps into a small card where the screen is narrow, so that the button never leaves it. */
function RequestRow({ request, onHandle }: RowProps) {
  return (
    <Group component="li" className={classes['row']} gap="sm" align="flex-start">
      <div className={classes['what']}>
        <Text size="sm" fw={600}>
          {KINDS[request.kind]}
        </Text>
        <Subject request={request} />
        <Text size="xs" c="dimmed">
          {SOURCES[request.source]}, <Time at={request.received_at} />
        </Text>
      </div>
      <div className={classes['state']}>
        <RequestState request={request} />
      </div>
      <div className={classes['action']}>
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
      </div>
    </Group>
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

const NOBODY: [Tone, string] = ['quiet', 'Nobody found'];

/** Closed by itself, with nothing kept but the kinds of what was looked for. */
const foundNobody = ({ state, subject }: PrivacyRequest): boolean =>
  state === 'completed' && subject !== null && 'looked_for' in subject;

function RequestState({ request }: { request: PrivacyRequest }) {
  const now = useNow();
  const [tone, word] = foundNobody(request) ? NOBODY : STATES[request.state];
  const isOpen = request.state === 'pending' || request.state === 'in_progress';
  const isLate = isOpen && new Date(request.due_at).getTime() < now;
  return (
    <>
      <StateMark tone={isLate ? 'bad' : tone}>{isLate ? 'Overdue' : word}</StateMark>
      {isOpen && (
        <Text size="xs" c="dimmed">
          due <Time at={request.due_at} />
        </Text>
      )}
      {request.note && (
        <Text size="xs" c="dimmed">
          {request.note}
        </Text>
      )}
    </>
  );
}
