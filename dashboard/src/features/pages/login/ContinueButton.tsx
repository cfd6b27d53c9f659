// To Facebook's login dialog. It replaces this screen, as a login does, and leads back to /pages/login.
import { Button, type ButtonProps } from '@mantine/core';
import { IconBrandFacebook } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { beginLogin, type LoginApp } from '../../../api/page-login.ts';
import { notifyFailed } from '../../../ui/notify.ts';

interface ContinueButtonProps extends Pick<ButtonProps, 'fullWidth' | 'size'> {
  app?: LoginApp;
  /** Told what went wrong; left out: a message says it. */
  onError?: (error: unknown) => void;
  /** Asked first; false keeps the button from going on. */
  mayGo?: () => boolean;
  children?: string;
}

export function ContinueButton({
  app = {},
  onError,
  mayGo = () => true,
  children = 'Continue with Facebook',
  ...look
}: ContinueButtonProps) {
  const going = useMutation({
    mutationFn: () => beginLogin(app),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: onError ?? ((error) => notifyFailed('The login could not begin', error)),
  });
  return (
    <Button
      {...look}
      leftSection={<IconBrandFacebook size={18} aria-hidden />}
      loading={going.isPending || going.isSuccess}
      onClick={() => mayGo() && going.mutate()}
    >
      {children}
    </Button>
  );
}
