// Undo and redo by mouse; the keys are FilterBuilder's.
import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import type { DraftEdits } from '../useDraft.ts';

export function UndoButtons({ edits }: { edits: DraftEdits }) {
  return (
    <Group gap={2}>
      <Tooltip label="Undo (Ctrl + Z)">
        <ActionIcon size={34} aria-label="Undo" disabled={!edits.canUndo} onClick={edits.undo}>
          <IconArrowBackUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Redo (Ctrl + Y)">
        <ActionIcon size={34} aria-label="Redo" disabled={!edits.canRedo} onClick={edits.redo}>
          <IconArrowForwardUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
