// One entry link in full: its address and QR code, what it brought, personal links, and who opened it.
import { Button, Drawer, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArchive, IconArchiveOff, IconPencil } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { changeLink, type EntryLink, linkQuery } from '../../api/entry.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { Stat } from '../../ui/Stat.tsx';
import { EditLinkDialog } from './LinkDialogs.tsx';
import { LinkQr } from './LinkQr.tsx';
import { PersonalLinks } from './PersonalLinks.tsx';
import { VisitsList } from './VisitsList.tsx';

interface LinkDrawerProps {
  linkId: string | null;
  onClose: () => void;
}

export function LinkDrawer({ linkId, onClose }: LinkDrawerProps) {
  return (
    <Drawer opened={linkId !== null} onClose={onClose} position="right" size="lg" title="Entry link">
      {linkId !== null && <LinkDetail key={linkId} linkId={linkId} />}
    </Drawer>
  );
}

function LinkDetail({ linkId }: { linkId: string }) {
  const link = useQuery(linkQuery(linkId));
  if (link.isPending) return <LoadingRows rows={5} />;
  if (link.error) return <ErrorState error={link.error} onRetry={link.refetch} />;
  return (
    <Stack gap="xl">
      <Head link={link.data} />
      <LinkQr link={link.data} />
      <Counts counts={link.data.counts} />
      {link.data.archived_at === null && <PersonalLinks link={link.data} />}
      <VisitsList linkId={linkId} />
    </Stack>
  );
}

function Head({ link }: { link: EntryLink }) {
  const [isOpen, { open, close }] = useDisclosure(false);
  const putAway = usePutAway(link);
  return (
    <Stack gap="xs">
      <Title order={3} style={{ overflowWrap: 'anywhere' }}>
        {link.name}
      </Title>
      {link.tag && (
        <Text size="sm" c="dimmed">
          {link.tag}
        </Text>
      )}
      <Group gap="xs">
        <Button size="xs" variant="default" leftSection={<IconPencil size={14} aria-hidden />} onClick={open}>
          Change
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={putAway.isPending}
          leftSection={
            link.archived_at === null ? (
              <IconArchive size={14} aria-hidden />
            ) : (
              <IconArchiveOff size={14} aria-hidden />
            )
          }
          onClick={() => putAway.mutate()}
        >
          {link.archived_at === null ? 'Put away' : 'Bring back'}
        </Button>
      </Group>
      {link.archived_at !== null && (
        <Text size="sm" c="dimmed">
          Put away: it still counts when somebody opens it, and its personal links tie nobody any more.
        </Text>
      )}
      <EditLinkDialog link={link} isOpen={isOpen} onClose={close} />
    </Stack>
  );
}

function usePutAway(link: EntryLink) {
  const queryClient = useQueryClient();
  const archived = link.archived_at === null;
  return useMutation({
    mutationFn: () => changeLink(link.id, { archived }),
    onSuccess: (fresh) => {
      queryClient.setQueryData(linkQuery(link.id).queryKey, fresh);
      notifyDone(archived ? 'The link is put away.' : 'The link is back.');
    },
    onError: (error) => notifyFailed('The link was not changed', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['entry-links'] }),
  });
}

function Counts({ counts }: { counts: EntryLink['counts'] }) {
  return (
    <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="lg">
      <Stat label="Opened" value={counts.opens} />
      <Stat label="People" value={counts.people} note={`${counts.new_people} not known before`} />
      <Stat label="Opt-ins of a plugin" value={counts.opt_ins} />
      <Stat label="Personal links made" value={counts.issued} note="customers" />
      <Stat label="Tied to customers" value={counts.tied} />
      <Stat label="Conflicts" value={counts.conflicts} note={`${counts.refused} too late or gone`} />
    </SimpleGrid>
  );
}
