// /people/imports/$importId
import { useParams } from '@tanstack/react-router';
import { ImportPage } from '../../features/transfer/ImportPage.tsx';

export function ImportRoute() {
  const { importId } = useParams({ from: '/signed-in/people/imports/$importId' });
  return <ImportPage key={importId} importId={importId} />;
}
