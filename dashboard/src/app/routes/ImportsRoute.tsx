// /people/imports: what the next file holds may stand in the address.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ImportsPage } from '../../features/transfer/ImportsPage.tsx';

export function ImportsRoute() {
  const { kind = 'customers' } = useSearch({ from: '/signed-in/people/imports' });
  const navigate = useNavigate();
  return (
    <ImportsPage
      key={kind}
      kind={kind}
      onOpen={({ id }) => navigate({ to: '/people/imports/$importId', params: { importId: id } })}
    />
  );
}
