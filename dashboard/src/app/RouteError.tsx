// A screen that could not be shown, and an address that leads nowhere.
import { Container } from '@mantine/core';
import { IconCompass } from '@tabler/icons-react';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { answers } from '../api/chunks.ts';
import { asApiError } from '../api/client.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { ButtonLink } from '../ui/links.tsx';

export function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  const { reset } = useQueryErrorResetBoundary();
  const retry = async () => {
    // The browser remembers that a part did not come, so only a new page loads it; never into nothing.
    if (asApiError(error).status === 0) {
      if (await answers()) window.location.reload();
      return;
    }
    reset();
    void router.invalidate();
  };
  return (
    <Container size="sm" py="xl">
      <ErrorState error={error} title="This screen could not be shown" onRetry={retry} />
    </Container>
  );
}

export function NotFound() {
  return (
    <main>
      <EmptyState
        order={1}
        icon={<IconCompass size={26} />}
        title="Nothing is here"
        action={<ButtonLink to="/">Go to Home</ButtonLink>}
      >
        The address leads to no screen, or what it showed was deleted.
      </EmptyState>
    </main>
  );
}
