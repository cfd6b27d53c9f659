// The fallback just written into the draft, and the way back: the draft as it was before, saved like any other change.
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { CampaignDefinition } from '../../../api/types.ts';
import { StateMark } from '../../../ui/StateMark.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';

export interface Mended {
  attribute: string;
  /** In how many texts. */
  places: number;
  /** The draft without it. */
  before: CampaignDefinition;
  /** Of the draft with it. */
  revision: number;
}

export interface UndoHandle {
  /** null once the draft was changed in another way: that would be undone with it. */
  mended: Mended | null;
  remember: (mended: Mended) => void;
  undo: () => void;
}

export function useUndo(): UndoHandle {
  const { campaign, change } = useDraftContext();
  const [latest, setLatest] = useState<Mended | null>(null);
  const mended = latest?.revision === campaign.revision ? latest : null;
  return {
    mended,
    remember: setLatest,
    undo: () => {
      if (mended !== null) change(mended.before);
      setLatest(null);
    },
  };
}

export function UndoFallback({ undo: { mended, undo } }: { undo: UndoHandle }) {
  if (mended === null) return null;
  const where = mended.places === 1 ? '' : ` at ${mended.places} places`;
  return (
    <Group gap="sm" role="status">
      <StateMark tone="good" wraps>{`The fallback for ${mended.attribute} is written in${where}.`}</StateMark>
      <Button size="xs" variant="default" onClick={undo}>
        Undo
      </Button>
    </Group>
  );
}
