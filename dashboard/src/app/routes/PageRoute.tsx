// /pages/$pageId: the Page with its tabs; those of other features are joined here.
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { PageDetailPage } from '../../features/pages/PageDetailPage.tsx';

export function PageRoute() {
  const { pageId } = useParams({ from: '/signed-in/pages/$pageId' });
  const { tab = 'overview' } = useSearch({ from: '/signed-in/pages/$pageId' });
  const navigate = useNavigate();
  return (
    <PageDetailPage
      key={pageId}
      pageId={pageId}
      tab={tab}
      onTab={(next) =>
        navigate({
          to: '/pages/$pageId',
          params: { pageId },
          search: next === 'overview' ? {} : { tab: next },
          resetScroll: false,
        })
      }
      panels={{}}
    />
  );
}
