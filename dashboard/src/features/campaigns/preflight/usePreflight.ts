// The check of everybody's message for the draft as it stands: begun by itself once the draft has no errors and is saved.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { cancelPreflight, preflightQuery, startPreflight } from '../../../api/campaigns.ts';
import type { Preflight } from '../../../api/types.ts';
import { useDraftContext } from '../editor/DraftContext.ts';

export interface PreflightHandle {
  /** false: an answer goes to whoever writes, and there is nobody to look at before. */
  isNeeded: boolean;
  /** Of this revision; null: not begun. */
  preflight: Preflight | null;
  isLoading: boolean;
  /** Publishing waits for it: it runs, or is about to. */
  isAwaited: boolean;
  error: unknown;
  again: () => void;
  cancel: () => void;
}

export function usePreflight(): PreflightHandle {
  const { campaign, definition, problems, checkError, isChecking, saving } = useDraftContext();
  const isNeeded = definition.delivery_type !== 'conversation';
  const { id, revision } = campaign;
  const queryClient = useQueryClient();
  const query = preflightQuery(id, revision);
  const looked = useQuery(query);
  const keep = (preflight: Preflight) => queryClient.setQueryData(query.queryKey, { preflight });
  const starting = useMutation({
    mutationFn: ({ isAgain }: { revision: number; isAgain: boolean }) => startPreflight(id, isAgain),
    onSuccess: keep,
  });
  const cancelling = useMutation({ mutationFn: () => cancelPreflight(id), onSuccess: keep });
  const latest = looked.data?.preflight ?? null;
  const preflight = latest?.is_current ? latest : null;
  const canStart =
    isNeeded &&
    saving.kind === 'saved' &&
    !isChecking &&
    !checkError &&
    !problems.some((problem) => problem.severity === 'error');
  const wasTried = starting.variables?.revision === revision;
  const isDue = canStart && looked.isSuccess && preflight === null && !wasTried;
  const { mutate } = starting;
  useEffect(() => {
    if (isDue) mutate({ revision, isAgain: false });
  }, [isDue, mutate, revision]);
  const error = (wasTried ? starting.error : null) ?? cancelling.error ?? looked.error;
  return {
    isNeeded,
    preflight,
    isLoading: looked.isPending || starting.isPending,
    isAwaited: isNeeded && !error && (preflight === null || preflight.state === 'running'),
    error,
    again: () => starting.mutate({ revision, isAgain: true }),
    cancel: () => cancelling.mutate(),
  };
}
