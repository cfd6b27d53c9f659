// Facebook Login: to the dialog, the Pages it brought, and the choice.
import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';

export interface LoginApp {
  app_id?: string;
  app_secret?: string;
}
export const beginLogin = (body: LoginApp) => unwrap(api.POST('/api/pages/login', { body }));

/** A code works once, so it is exchanged once however often the screen is drawn. */
export const loginCodeQuery = (answer: { code: string; state: string }) =>
  queryOptions({
    queryKey: ['page-login-code', answer.code],
    queryFn: () => unwrap(api.POST('/api/pages/login/code', { body: answer })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const loginOfferQuery = (loginId: string) =>
  queryOptions({
    queryKey: ['page-login', loginId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/pages/login/{login_id}', { params: { path: { login_id: loginId } }, signal })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

export const choosePages = (loginId: string, pageIds: string[]) =>
  unwrap(
    api.POST('/api/pages/login/{login_id}/connect', {
      params: { path: { login_id: loginId } },
      body: { page_ids: pageIds },
    }),
  );
