// /sign-in: after it, on to where one wanted to go.
import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { SignInPage } from '../../features/access/SignInPage.tsx';

export function SignInRoute() {
  const { to = '/' } = useSearch({ from: '/sign-in' });
  const queryClient = useQueryClient();
  const router = useRouter();
  const enter = () => {
    queryClient.clear();
    router.history.push(to);
  };
  return <SignInPage onSignedIn={enter} />;
}
