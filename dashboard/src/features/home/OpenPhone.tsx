// While the sandbox plays the platform: its phone, on which one writes to the Page as a customer.
import { Button, type ButtonProps } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';

export const OpenPhone = ({ url, ...props }: { url: string } & Pick<ButtonProps, 'size'>) => (
  <Button
    {...props}
    component="a"
    href={url}
    target="_blank"
    rel="noreferrer"
    variant="default"
    rightSection={<IconExternalLink size={16} aria-hidden />}
  >
    Open the phone
  </Button>
);
