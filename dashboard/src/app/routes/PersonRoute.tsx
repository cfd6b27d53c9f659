// /people/$personId
import { useParams } from '@tanstack/react-router';
import { PersonPage } from '../../features/people/PersonPage.tsx';

export function PersonRoute() {
  const { personId } = useParams({ from: '/signed-in/people/$personId' });
  return <PersonPage key={personId} personId={personId} />;
}
