// /pages/$pageId
import { useParams } from '@tanstack/react-router';
import { PageDetailPage } from '../../features/pages/PageDetailPage.tsx';

export function PageRoute() {
  const { pageId } = useParams({ from: '/signed-in/pages/$pageId' });
  return <PageDetailPage key={pageId} pageId={pageId} />;
}
