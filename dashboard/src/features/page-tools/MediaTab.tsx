// The media library as one Page sees it: what there is, whether Facebook has it, until when; and adding more.
import { Button, Group, Paper, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink, IconPhoto } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Media, type MediaKind, mediaQuery } from '../../api/page-tools.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { useLoadMore } from '../../ui/useLoadMore.ts';
import { DropArea } from './DropArea.tsx';
import { MediaTable } from './MediaTable.tsx';
import { UrlDialog } from './UrlDialog.tsx';

const KINDS: { value: MediaKind; label: string }[] = [
  { value: 'image', label: 'Pictures' },
  { value: 'video', label: 'Films' },
  { value: 'audio', label: 'Sound' },
  { value: 'file', label: 'Files' },
];

const mediaOf = (reply: { media: Media[] }) => reply.media;

export function MediaTab({ pageId }: { pageId: string }) {
  const [search, setSearch] = useState('');
  const [kind, setKind] = useState<MediaKind | null>(null);
  const [isOpen, { open, close }] = useDisclosure(false);
  const media = useInfiniteQuery({
    ...mediaQuery({ pageId, search, ...(kind && { kind }) }),
    placeholderData: keepPreviousData,
  });
  const list = useLoadMore(media, mediaOf);
  const isEmpty = media.data !== undefined && list.rows.length === 0;
  const isFiltered = search !== '' || kind !== null;
  return (
    <Stack gap="md">
      <Text c="dimmed" maw="68ch">
        Pictures, films, sound and files for messages. Facebook keeps an uploaded one for 90 days; Talaria
        uploads it again before that while a campaign uses it.
      </Text>
      <DropArea>
        <Button variant="default" leftSection={<IconLink size={16} aria-hidden />} onClick={open}>
          Add by address
        </Button>
      </DropArea>
      <Group gap="sm">
        <SearchInput label="Search by name" initial={search} onSearch={setSearch} flex="1 1 16rem" />
        <Select
          aria-label="Kind"
          placeholder="Every kind"
          data={KINDS}
          value={kind}
          onChange={(value) => setKind(KINDS.find((one) => one.value === value)?.value ?? null)}
          clearable
          w={150}
        />
      </Group>
      <Paper withBorder radius="lg">
        {media.isPending && <LoadingRows rows={4} />}
        {media.error && <ErrorState error={media.error} onRetry={media.refetch} />}
        {isEmpty && (
          <EmptyState icon={<IconPhoto size={26} />} title={isFiltered ? 'Nothing found' : 'No media yet'}>
            {isFiltered ? 'Try a shorter text or another kind.' : 'Drop a file above, or choose one.'}
          </EmptyState>
        )}
        {list.rows.length > 0 && <MediaTable pageId={pageId} {...list} />}
      </Paper>
      <UrlDialog isOpen={isOpen} onClose={close} />
    </Stack>
  );
}
