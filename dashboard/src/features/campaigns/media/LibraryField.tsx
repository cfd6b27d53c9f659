// A file of the media library in the message: which one it is, and choosing another.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPhotoSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type MediaKind, mediaQuery } from '../../../api/page-tools.ts';
import { useMessage } from '../compose/useMessage.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { LibraryDialog } from './LibraryDialog.tsx';

export function LibraryField({ path, kind }: { path: string; kind: MediaKind }) {
  const { definition } = useDraftContext();
  const { text, set, field, problems } = useMessage();
  const [isOpen, { open, close }] = useDisclosure(false);
  const id = text(path);
  const pageId = definition.page_id;
  const fault = fieldError(problems, field(path));
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <Button
          id={fieldId(field(path))}
          variant="default"
          leftSection={<IconPhotoSearch size={16} aria-hidden />}
          disabled={pageId === null}
          onClick={open}
        >
          {id === '' ? 'Choose from the library' : 'Choose another'}
        </Button>
        {id !== '' && pageId !== null && <Chosen id={id} pageId={pageId} />}
      </Group>
      {pageId === null && (
        <Text size="xs" c="dimmed">
          Choose the Page first: each Page has its own copies.
        </Text>
      )}
      {fault && (
        <Text size="xs" c="var(--mantine-color-error)">
          {fault}
        </Text>
      )}
      <FieldWarnings field={field(path)} />
      {pageId !== null && (
        <LibraryDialog
          isOpen={isOpen}
          onClose={close}
          pageId={pageId}
          kind={kind}
          onChoose={(media) => {
            set(path, media.id);
            close();
          }}
        />
      )}
    </Stack>
  );
}

function Chosen({ id, pageId }: { id: string; pageId: string }) {
  const library = useInfiniteQuery(mediaQuery({ pageId, search: '' }));
  const media = library.data?.pages.flatMap((page) => page.media).find((one) => one.id === id);
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {media?.name ?? id}
    </Text>
  );
}
