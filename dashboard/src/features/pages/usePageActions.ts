// What can be done with a Page. Each answer is the Page as it then stands, so the screen needs no second question.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { disconnectPage, pageHealthQuery, pageQuery } from '../../api/pages.ts';
import type { Page } from '../../api/types.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';

interface PageAction {
  call: (id: string) => Promise<Page>;
  done: string;
  failed: string;
}

export function usePageAction(page: Page, { call, done, failed }: PageAction) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => call(page.id),
    onSuccess: (fresh) => {
      queryClient.setQueryData(pageQuery(page.id).queryKey, fresh);
      void queryClient.invalidateQueries({ queryKey: ['pages'], exact: true });
      void queryClient.invalidateQueries({ queryKey: pageHealthQuery(page.id).queryKey });
      notifyDone(done);
    },
    onError: (error) => notifyFailed(failed, error),
  });
}

export function useDisconnect(page: Page) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const disconnecting = useMutation({
    mutationFn: () => disconnectPage(page.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['pages'] });
      notifyDone(`${page.name} is disconnected.`);
      await navigate({ to: '/pages' });
    },
    onError: (error) => notifyFailed('The Page is still connected', error),
  });
  return () =>
    confirmAction({
      title: `Disconnect ${page.name}?`,
      body: 'Talaria forgets its token and stops sending for it, running campaigns included. People, messages and reports stay.',
      verb: 'Disconnect',
      onConfirm: () => disconnecting.mutate(),
    });
}
