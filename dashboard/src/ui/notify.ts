// Short notes in the corner: something was done, or was refused.
import { notifications } from '@mantine/notifications';
import { asApiError } from '../api/client.ts';

export const notifyDone = (message: string): void => {
  notifications.show({ message, color: 'sea' });
};

/** A refusal stays until it is closed, because it says what to do. */
export function notifyFailed(title: string, error: unknown): void {
  const { message, remedy } = asApiError(error);
  notifications.show({
    title,
    message: remedy ? `${message} ${remedy}` : message,
    color: 'red',
    autoClose: false,
    role: 'alert',
  });
}
