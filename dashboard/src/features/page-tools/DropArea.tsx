// Where files are dropped or chosen; each is uploaded, and told of when it was refused.
import { Button, FileButton, Group, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { uploadMedia } from '../../api/page-tools.ts';
import { DropZone } from '../../ui/DropZone.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';

/** More at once is a mistake, such as a dropped folder. */
const MAX_FILES = 20;

export function DropArea({ children }: { children?: ReactNode }) {
  const upload = useUpload();
  return (
    <DropZone onDrop={(files) => upload.mutate(files)}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          Drop files here, up to 25 MB each.
        </Text>
        <Group gap="xs">
          <FileButton multiple onChange={(files) => upload.mutate(files)}>
            {(props) => (
              <Button
                {...props}
                leftSection={<IconUpload size={16} aria-hidden />}
                loading={upload.isPending}
              >
                Choose files
              </Button>
            )}
          </FileButton>
          {children}
        </Group>
      </Group>
    </DropZone>
  );
}

/** One after the other, so that a slow line carries one at a time. */
function useUpload() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (files: File[]) => {
      if (files.length > MAX_FILES)
        throw new Error(`These are ${files.length} files. Add at most ${MAX_FILES} at once.`);
      for (const file of files) {
        try {
          const added = await uploadMedia(file);
          notifyDone(`${added.name} is in the library.`);
        } catch (error) {
          notifyFailed(`${file.name} was not added`, error);
        }
      }
    },
    onError: (error) => notifyFailed('Nothing was added', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['media'] }),
  });
}
