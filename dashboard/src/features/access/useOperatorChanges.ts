// What an owner changes of another operator, each said when it is done or refused; what ends sign-ins is asked for first.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { operatorsQuery, removeOperator, resetOperatorPassword, saveOperator } from '../../api/access.ts';
import type { Operator } from '../../api/types.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';

function useReload() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: operatorsQuery.queryKey });
}

export function usePermissionChange() {
  const reload = useReload();
  return useMutation({
    mutationFn: saveOperator,
    onSuccess: ({ name }) => notifyDone(`What ${name} may do is changed.`),
    onError: (error) => notifyFailed('Nothing was changed', error),
    onSettled: reload,
  });
}

export function useRemove() {
  const reload = useReload();
  const removing = useMutation({
    mutationFn: removeOperator,
    onSuccess: () => notifyDone('The operator is removed.'),
    onError: (error) => notifyFailed('The operator was not removed', error),
    onSettled: reload,
  });
  return ({ id, name }: Operator) =>
    confirmAction({
      title: `Remove ${name}?`,
      body: 'They are signed out at once and cannot sign in any more. What they made stays, under their e-mail.',
      verb: 'Remove operator',
      onConfirm: () => removing.mutate(id),
    });
}

/** `made` has the password while it is on screen; `forget` drops it. */
export function useResetPassword() {
  const reload = useReload();
  const resetting = useMutation({
    mutationFn: resetOperatorPassword,
    onError: (error) => notifyFailed('The password was not changed', error),
    onSettled: reload,
  });
  const ask = ({ id, name }: Operator) =>
    confirmAction({
      title: `A new password for ${name}?`,
      body: 'They are signed out at once, and the password they have now stops working.',
      verb: 'Make a one-time password',
      onConfirm: () => resetting.mutate(id),
    });
  return { ask, made: resetting.data, forget: resetting.reset };
}
