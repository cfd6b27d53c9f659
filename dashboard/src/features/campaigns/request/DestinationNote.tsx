// What the URL was recognised as, in words: where it goes, how fast, under which rules.
import { Group, Text, ThemeIcon } from '@mantine/core';
import { IconBrandMessenger, IconQuestionMark, IconWorld } from '@tabler/icons-react';
import { useDraftContext } from '../editor/DraftContext.ts';
import classes from './DestinationNote.module.css';

const SIGNS = { send_api: IconBrandMessenger, connector: IconWorld, unknown: IconQuestionMark };

export function DestinationNote() {
  const { check } = useDraftContext();
  if (!check) return null;
  const { kind, explanation } = check.destination;
  const Sign = SIGNS[kind];
  return (
    <Group className={classes['note']} wrap="nowrap" gap="sm" role="status">
      <ThemeIcon variant="light" color={kind === 'send_api' ? 'sea' : 'gray'} radius="xl" aria-hidden>
        <Sign size={17} />
      </ThemeIcon>
      <Text size="sm">{explanation}</Text>
    </Group>
  );
}
