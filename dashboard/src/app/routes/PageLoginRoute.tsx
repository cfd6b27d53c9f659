// /pages/login: where Facebook's dialog comes back to. The code leaves the address once it is exchanged.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageLoginPage } from '../../features/pages/login/PageLoginPage.tsx';

export function PageLoginRoute() {
  const search = useSearch({ from: '/signed-in/pages/login' });
  const navigate = useNavigate();
  return (
    <PageLoginPage
      {...search}
      onOffer={(login) => navigate({ to: '/pages/login', search: { login }, replace: true })}
    />
  );
}
