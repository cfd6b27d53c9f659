// A word of warning under a field, which keeps nobody from anything: what is named there was not seen yet.
import { type InputWrapperProps, Text } from '@mantine/core';

/** Where the note stands: under the field. */
export const unseenOrder: NonNullable<InputWrapperProps['inputWrapperOrder']> = [
  'label',
  'input',
  'description',
  'error',
];

export const UnseenNote = ({ children }: { children: string }) => (
  <Text span inherit c="var(--talaria-warn)">
    {children}
  </Text>
);
