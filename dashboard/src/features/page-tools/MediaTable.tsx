// The rows of the media library, with what Facebook has of each on this Page.
import { ActionIcon, Anchor, Button, Group, Image, Menu, Text, ThemeIcon } from '@mantine/core';
import {
  IconDots,
  IconDownload,
  IconFile,
  IconMovie,
  IconMusic,
  IconPhoto,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react';
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { attachMedia, deleteMedia, type Media, mediaUrl } from '../../api/page-tools.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { confirmAction } from '../../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';

interface MediaTableProps {
  pageId: string;
  rows: Media[];
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
}

export function MediaTable({ pageId, ...list }: MediaTableProps) {
  const attaching = useAttach(pageId);
  const remove = useRemove();
  const columns: Column<Media>[] = [
    { key: 'name', title: 'Name', width: 'minmax(0, 2fr)', cell: (media) => <Name media={media} /> },
    {
      key: 'size',
      title: 'Size',
      width: '90px',
      align: 'end',
      wideOnly: true,
      cell: ({ size_bytes }) => (size_bytes === null ? 'by address' : formatBytes(size_bytes)),
    },
    {
      key: 'page',
      title: 'At Facebook',
      width: 'minmax(0, 1.3fr)',
      cell: (media) => (
        <AtFacebook
          media={media}
          isBusy={attaching.isPending && attaching.variables === media.id}
          onUpload={() => attaching.mutate(media.id)}
        />
      ),
    },
    {
      key: 'more',
      title: '',
      width: '44px',
      cell: (media) => (
        <More media={media} onUpload={() => attaching.mutate(media.id)} onRemove={() => remove(media)} />
      ),
    },
  ];
  return <VirtualTable label="Media" columns={columns} rowKey={({ id }) => id} rowHeight={68} {...list} />;
}

const ICONS = { image: IconPhoto, video: IconMovie, audio: IconMusic, file: IconFile };

function Name({ media }: { media: Media }) {
  const Icon = ICONS[media.kind];
  const [isBroken, setBroken] = useState(false);
  return (
    <Group wrap="nowrap" gap="sm">
      {media.kind === 'image' && !isBroken ? (
        <Image
          src={mediaUrl(media)}
          alt=""
          w={44}
          h={44}
          radius="sm"
          fit="cover"
          flex="none"
          loading="lazy"
          referrerPolicy="no-referrer"
          onError={() => setBroken(true)}
        />
      ) : (
        <ThemeIcon variant="light" size={44} radius="sm">
          <Icon size={20} aria-hidden />
        </ThemeIcon>
      )}
      <div style={{ minWidth: 0 }}>
        <Text fw={550} truncate>
          {media.name}
        </Text>
        <Group gap={2} wrap="nowrap">
          <Text size="xs" c="dimmed" className="numbers">
            {media.id}
          </Text>
          <CopyButton value={media.id} label={`Copy the id of ${media.name}`} />
        </Group>
      </div>
    </Group>
  );
}

interface AtFacebookProps {
  media: Media;
  isBusy: boolean;
  onUpload: () => void;
}

function AtFacebook({ media: { name, attachment }, isBusy, onUpload }: AtFacebookProps) {
  if (attachment?.expired === false) {
    return (
      <div>
        <StateMark tone={attachment.error === null ? 'good' : 'warn'}>Uploaded</StateMark>
        <Text size="xs" c="dimmed" truncate title={attachment.error ?? undefined}>
          {attachment.error ?? (
            <>
              expires <Time at={attachment.expires_at} />
            </>
          )}
        </Text>
      </div>
    );
  }
  return (
    <Button
      size="compact-sm"
      variant="light"
      loading={isBusy}
      onClick={onUpload}
      aria-label={`Upload ${name}`}
    >
      {attachment ? 'Expired: upload' : 'Upload'}
    </Button>
  );
}

function More({ media, onUpload, onRemove }: { media: Media; onUpload: () => void; onRemove: () => void }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`More for ${media.name}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component={Anchor<'a'>}
          href={mediaUrl(media)}
          target="_blank"
          rel="noreferrer"
          leftSection={<IconDownload size={15} />}
        >
          Open
        </Menu.Item>
        <Menu.Item leftSection={<IconUpload size={15} />} onClick={onUpload}>
          Upload to this Page again
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={onRemove}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function useAttach(pageId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => attachMedia(pageId, id),
    onSuccess: (fresh) => {
      queryClient.setQueriesData<InfiniteData<{ media: Media[] }>>(
        { queryKey: ['media'] },
        (data) =>
          data && {
            ...data,
            pages: data.pages.map((page) => ({
              ...page,
              media: page.media.map((one) => (one.id === fresh.id ? fresh : one)),
            })),
          },
      );
      notifyDone(`${fresh.name} is at Facebook for 90 days.`);
    },
    onError: (error) => notifyFailed('It was not uploaded', error),
  });
}

function useRemove() {
  const queryClient = useQueryClient();
  const removing = useMutation({
    mutationFn: (id: string) => deleteMedia(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['media'] }),
    onError: (error) => notifyFailed('It is still in the library', error),
  });
  return (media: Media) =>
    confirmAction({
      title: `Delete ${media.name}?`,
      body: 'It leaves the library for all Pages. Messages that were sent with it keep it.',
      verb: 'Delete',
      onConfirm: () => removing.mutate(media.id),
    });
}

/** "3.2 MB" */
function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.round(kilobytes)} kB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
