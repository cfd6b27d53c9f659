// The Messenger profile of a Page: what people see before they write. Read once, edited here, saved at Facebook, which allows
// ten calls in ten minutes.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type ProfileView, profileQuery, readProfile } from '../../api/page-tools.ts';
import { pageQuery } from '../../api/pages.ts';
import { Countdown } from '../../ui/Countdown.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { Time } from '../../ui/Time.tsx';
import { ProfileForm } from './ProfileForm.tsx';

export function ProfileTab({ pageId }: { pageId: string }) {
  const page = useQuery(pageQuery(pageId));
  const view = useQuery(profileQuery(pageId));
  const reading = useRead(pageId);
  const isUnread = view.data?.profile === null && view.data.next_call_at === null;
  const { mutate: read, isIdle } = reading;
  useEffect(() => {
    if (isUnread && isIdle) read();
  }, [isUnread, isIdle, read]);
  if (view.isPending) return <LoadingPanels />;
  if (view.error) return <ErrorState error={view.error} onRetry={view.refetch} />;
  const { profile } = view.data;
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Text c="dimmed" maw="60ch" flex="1 1 18rem">
          What people see before they write, and the menu beside the text field. A menu can take up to 24
          hours to show.
        </Text>
        <Calls view={view.data} isReading={reading.isPending} onRead={reading.mutate} />
      </Group>
      {reading.error && (
        <ErrorState error={reading.error} title="It could not be read" onRetry={reading.mutate} />
      )}
      {view.data.unreadable.length > 0 && (
        <Alert color="yellow" title="Facebook holds more than is shown here">
          Talaria does not know this form of {view.data.unreadable.join(', ')}. Leave it empty here and it
          stays as it is.
        </Alert>
      )}
      {profile && (
        <ProfileForm
          key={view.data.read_at}
          pageId={pageId}
          pageName={page.data?.name ?? 'Your Page'}
          profile={profile}
          view={view.data}
        />
      )}
      {!profile && reading.isPending && <LoadingPanels />}
      {!profile && view.data.next_call_at && <Text>It is read as soon as Facebook allows another call.</Text>}
    </Stack>
  );
}

function useRead(pageId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => readProfile(pageId),
    onSuccess: (fresh) => queryClient.setQueryData(profileQuery(pageId).queryKey, fresh),
    onError: () => queryClient.invalidateQueries({ queryKey: profileQuery(pageId).queryKey }),
  });
}

interface CallsProps {
  view: ProfileView;
  isReading: boolean;
  onRead: () => void;
}

function Calls({ view, isReading, onRead }: CallsProps) {
  return (
    <Group gap={6}>
      <Text size="sm" c="dimmed" className="numbers">
        {view.read_at && (
          <>
            As of <Time at={view.read_at} />,{' '}
          </>
        )}
        {view.next_call_at ? (
          <>
            next call in <Countdown to={view.next_call_at} />
          </>
        ) : (
          <>{view.calls_left} of 10 calls left</>
        )}
      </Text>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconRefresh size={14} aria-hidden />}
        loading={isReading}
        onClick={onRead}
      >
        Read again
      </Button>
    </Group>
  );
}
