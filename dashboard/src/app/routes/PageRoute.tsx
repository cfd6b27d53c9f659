// /pages/$pageId: the Page with its tabs; those of other features are joined here.
import { Stack } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { EntryTab } from '../../features/entry/EntryTab.tsx';
import { LabelsPanel } from '../../features/page-tools/LabelsPanel.tsx';
import { MediaTab } from '../../features/page-tools/MediaTab.tsx';
import { PersonasPanel } from '../../features/page-tools/PersonasPanel.tsx';
import { ProfileTab } from '../../features/page-tools/ProfileTab.tsx';
import { TemplatesTab } from '../../features/page-tools/TemplatesTab.tsx';
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
      panels={{
        templates: <TemplatesTab pageId={pageId} />,
        media: <MediaTab pageId={pageId} />,
        profile: <ProfileTab pageId={pageId} />,
        people: (
          <Stack gap="lg">
            <PersonasPanel pageId={pageId} />
            <LabelsPanel pageId={pageId} />
          </Stack>
        ),
        entry: <EntryTab pageId={pageId} />,
      }}
    />
  );
}
