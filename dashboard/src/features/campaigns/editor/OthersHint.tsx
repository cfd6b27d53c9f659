// Who else changed the draft in the last minutes; their changes come in by themselves.
import { Text, Tooltip } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { listWords } from '../../../ui/listWords.ts';

/** "ana@example.org" → "ana"; "key:shop" → "the program shop". */
const personWords = (actor: string): string =>
  actor.startsWith('key:') ? `the program ${actor.slice(4)}` : actor.replace(/@.*$/, '');

export function OthersHint({ others }: { others: { by: string; at: string }[] }) {
  if (others.length === 0) return null;
  const names = listWords(
    others.map(({ by }) => personWords(by)),
    'and',
  );
  const words = `${names} ${others.length === 1 ? 'is' : 'are'} editing this too`;
  return (
    <Tooltip label="What they change comes in by itself. Where you both change the same, you are asked.">
      <Text size="sm" role="status" tabIndex={0} style={{ display: 'inline-flex', gap: 6 }}>
        <IconUsers size={16} aria-hidden />
        {words.charAt(0).toUpperCase() + words.slice(1)}
      </Text>
    </Tooltip>
  );
}
