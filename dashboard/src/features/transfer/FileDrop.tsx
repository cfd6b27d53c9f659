// Where one file is dropped or chosen, with how far its upload is.
import { Button, FileButton, Group, Progress, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { DropZone } from '../../ui/DropZone.tsx';

interface FileDropProps {
  hint: ReactNode;
  verb: string;
  /** 0 to 1 while a file is on its way; null: none is. */
  share: number | null;
  onFile: (file: File) => void;
}

export function FileDrop({ hint, verb, share, onFile }: FileDropProps) {
  const drop = ([file]: File[]) => {
    if (file && share === null) onFile(file);
  };
  return (
    <DropZone onDrop={drop}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" style={{ flex: '1 1 14rem' }}>
          {hint}
        </Text>
        <FileButton
          accept=".csv,.tsv,.txt,.ndjson,.jsonl,text/csv,text/plain"
          onChange={(file) => file && onFile(file)}
        >
          {(props) => (
            <Button {...props} leftSection={<IconUpload size={16} aria-hidden />} loading={share !== null}>
              {verb}
            </Button>
          )}
        </FileButton>
      </Group>
      {share !== null && <Progress mt="md" value={share * 100} aria-label="Uploaded" />}
    </DropZone>
  );
}
