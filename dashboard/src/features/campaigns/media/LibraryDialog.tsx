// The media library to choose from, and adding a file to it in place. What is chosen is brought to the Page at once.
import { Button, FileButton, Group, Modal, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { attachMedia, type Media, type MediaKind, mediaQuery, uploadMedia } from '../../../api/page-tools.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingRows } from '../../../ui/Loading.tsx';
import { SearchInput } from '../../../ui/SearchInput.tsx';
import { MediaTile } from './MediaTile.tsx';

interface LibraryDialogProps {
  isOpen: boolean;
  onClose: () => void;
  pageId: string;
  kind: MediaKind;
  onChoose: (media: Media) => void;
}

const NOUNS: Record<MediaKind, string> = { image: 'picture', video: 'video', audio: 'sound', file: 'file' };
const ACCEPT: Record<MediaKind, string> = {
  image: 'image/*',
  video: 'video/*',
  audio: 'audio/*',
  file: '*/*',
};

export function LibraryDialog({ isOpen, onClose, kind, ...rest }: LibraryDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Choose a ${NOUNS[kind]}`} size="xl">
      <Library kind={kind} {...rest} />
    </Modal>
  );
}

function Library({ pageId, kind, onChoose }: Omit<LibraryDialogProps, 'isOpen' | 'onClose'>) {
  const [search, setSearch] = useState('');
  const library = useInfiniteQuery(mediaQuery({ pageId, kind, search }));
  const { choosing, uploading } = useChoice({ pageId, kind, onChoose });
  const found = library.data?.pages.flatMap((page) => page.media) ?? [];
  const error = uploading.error ?? choosing.error;
  return (
    <Stack>
      <Group justify="space-between" gap="sm">
        <SearchInput label="Search the library" initial="" onSearch={setSearch} />
        <FileButton accept={ACCEPT[kind]} onChange={(file) => file && uploading.mutate(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconUpload size={16} aria-hidden />}
              loading={uploading.isPending}
            >
              Upload a {NOUNS[kind]}
            </Button>
          )}
        </FileButton>
      </Group>
      {error && <ErrorState error={error} title="It cannot be used" />}
      {library.error && <ErrorState error={library.error} onRetry={library.refetch} />}
      {library.isPending && <LoadingRows rows={3} />}
      {library.data && found.length === 0 && (
        <Text c="dimmed">
          {search === '' ? `No ${NOUNS[kind]} yet: upload the first.` : `No ${NOUNS[kind]} of this name.`}
        </Text>
      )}
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        {found.map((media) => (
          <MediaTile
            key={media.id}
            media={media}
            isBusy={choosing.isPending && choosing.variables.id === media.id}
            onChoose={() => choosing.mutate(media)}
          />
        ))}
      </SimpleGrid>
      {library.hasNextPage && (
        <Group justify="center">
          <Button
            variant="default"
            loading={library.isFetchingNextPage}
            onClick={() => library.fetchNextPage()}
          >
            Show more
          </Button>
        </Group>
      )}
    </Stack>
  );
}

type ChoiceNeeds = Pick<LibraryDialogProps, 'pageId' | 'kind' | 'onChoose'>;

function useChoice({ pageId, kind, onChoose }: ChoiceNeeds) {
  const queryClient = useQueryClient();
  const choosing = useMutation({
    mutationFn: async (media: Media) => {
      const isThere = media.attachment !== null && !media.attachment.expired;
      return isThere ? media : attachMedia(pageId, media.id);
    },
    onSuccess: async (media) => {
      await queryClient.invalidateQueries({ queryKey: ['media'] });
      onChoose(media);
    },
  });
  const uploading = useMutation({
    mutationFn: uploadMedia,
    onSuccess: async (media) => {
      await queryClient.invalidateQueries({ queryKey: ['media'] });
      if (media.kind !== kind) throw new Error(`This file is a ${NOUNS[media.kind]}, not a ${NOUNS[kind]}.`);
      choosing.mutate(media);
    },
  });
  return { choosing, uploading };
}
