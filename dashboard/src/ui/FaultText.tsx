// A sentence that says what is wrong with several fields together; one field says so itself.
import { Text, type TextProps } from '@mantine/core';
import type { ReactNode } from 'react';

interface FaultTextProps extends Pick<TextProps, 'mt'> {
  size?: 'xs' | 'sm';
  children: ReactNode;
}

export const FaultText = ({ size = 'sm', ...props }: FaultTextProps) => (
  <Text {...props} size={size} c="var(--mantine-color-error)" role="alert" />
);
