// A text to read and copy: a request, a response, a command. Plain, so it costs nothing to show.
import { Box, Code } from '@mantine/core';
import classes from './CodeBlock.module.css';
import { CopyButton } from './CopyButton.tsx';

export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <Box pos="relative">
      <Code block className={classes['code']} tabIndex={0} role="group" aria-label={label}>
        {text}
      </Code>
      <Box className={classes['copy']}>
        <CopyButton value={text} label={`Copy ${label.toLowerCase()}`} />
      </Box>
    </Box>
  );
}
