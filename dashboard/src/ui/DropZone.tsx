// A dashed field on which files are dropped. What it holds stands for the keyboard: a button that opens the file dialog.
import { Paper } from '@mantine/core';
import { type DragEvent, type ReactNode, useState } from 'react';

interface DropZoneProps {
  onDrop: (files: File[]) => void;
  children: ReactNode;
}

export function DropZone({ onDrop, children }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onDrop([...event.dataTransfer.files]);
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
      {children}
    </Paper>
  );
}
