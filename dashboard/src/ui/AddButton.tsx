// Adds one more to a list; quiet where it stands among the fields themselves.
import { Button, type ButtonProps } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';

interface AddButtonProps extends Pick<ButtonProps, 'children' | 'disabled'> {
  isQuiet?: boolean;
  /** Quiet, and no higher than a line of text. */
  isSmall?: boolean;
  onClick: () => void;
}

export const AddButton = ({ isQuiet = false, isSmall = false, ...props }: AddButtonProps) => (
  <Button
    {...props}
    size={isSmall ? 'compact-xs' : isQuiet ? 'compact-sm' : 'xs'}
    variant={isQuiet || isSmall ? 'subtle' : 'default'}
    leftSection={<IconPlus size={isSmall ? 13 : 14} aria-hidden />}
  />
);
