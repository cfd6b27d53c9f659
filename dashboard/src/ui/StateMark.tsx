// A state as a coloured dot beside its word: colour is never the only sign.
import { Group, Text } from '@mantine/core';
import classes from './StateMark.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'busy';

interface StateMarkProps {
  tone: Tone;
  children: string;
  size?: 'sm' | 'md';
  /** A sentence, which breaks on a narrow screen. */
  wraps?: boolean;
}

export function StateMark({ tone, children, size = 'sm', wraps = false }: StateMarkProps) {
  return (
    <Group gap={7} wrap="nowrap" component="span" display="inline-flex">
      <span className={classes['dot']} data-tone={tone} aria-hidden />
      <Text span size={size} className={classes['word']} data-tone={tone} data-wraps={wraps || undefined}>
        {children}
      </Text>
    </Group>
  );
}
