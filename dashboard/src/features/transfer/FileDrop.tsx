// Where one file is dropped or chosen, with how far its upload is.
import { Button, FileButton, Group, Paper, Progress, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useState } from 'react';

interface FileDropProps {
  hint: ReactNode;
  verb: string;
  /** 0 to 1 while a file is on its way; null: none is. */
  share: number | null;
  onFile: (file: File) => void;
}

export function FileDrop({ hint, verb, share, onFile }: FileDropProps) {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file && share === null) onFile(file);
  };
  return (
    <Paper
      withBorder
      radius="lg"
      p="lg"
      style={{ borderStyle: 'dashed', ...(isOver && { background: 'var(--talaria-hover)' }) }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
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
    </Paper>
  );
}
