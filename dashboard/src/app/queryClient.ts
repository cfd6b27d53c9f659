// The cache of what the service said. A refused question is not asked again by itself; an unreachable service is.
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { asApiError } from '../api/client.ts';

const MAX_RETRIES = 2;

export function createQueryClient(onSignedOut: () => void): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (asApiError(error).status !== 401 || query.queryKey[0] === 'me') return;
        client.removeQueries({ queryKey: ['me'] });
        onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => {
          const { status } = asApiError(error);
          return (status === 0 || status >= 500) && failures < MAX_RETRIES;
        },
      },
    },
  });
  return client;
}
