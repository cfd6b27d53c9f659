// Saving and leaving; on a phone it stays in sight with the count, which stands far below the lines there.
import { Button, Group, Text } from '@mantine/core';
import { sayCount } from './count/AudiencePanel.tsx';
import type { LiveCount } from './count/useLiveCount.ts';
import classes from './SaveBar.module.css';

interface SaveBarProps {
  verb: string;
  isSaving: boolean;
  count: LiveCount;
  /** Faults that keep it from being saved. */
  missing: number;
  onCancel: () => void;
}

export function SaveBar({ verb, isSaving, count, missing, onCancel }: SaveBarProps) {
  const { shown } = count;
  return (
    <div className={classes['bar']}>
      <Group gap="sm">
        <Button type="submit" loading={isSaving}>
          {verb}
        </Button>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          Cancel
        </Button>
        {missing > 0 && (
          <Text size="sm" c="var(--mantine-color-error)">
            Complete or remove what is marked.
          </Text>
        )}
        {shown && (
          <Text
            size="sm"
            fw={600}
            className={`numbers ${classes['count']}`}
            style={{ opacity: shown.isStale ? 0.7 : 1 }}
            hiddenFrom="md"
            aria-hidden
          >
            {sayCount(shown)}
          </Text>
        )}
      </Group>
    </div>
  );
}
