// Changing a segment's name and filter.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { segmentQuery, updateSegment } from '../../api/segments.ts';
import type { Segment } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { renewSegments } from './renewSegments.ts';
import { SegmentForm } from './SegmentForm.tsx';

export function SegmentEditPage({ segmentId }: { segmentId: string }) {
  const segment = useQuery({ ...segmentQuery(segmentId), refetchOnWindowFocus: false });
  if (segment.data) return <Edit segment={segment.data} />;
  return (
    <>
      <PageHeader title="Segment" back={<TextLink to="/segments">← Segments</TextLink>} />
      {segment.isPending ? <LoadingPanels /> : <ErrorState error={segment.error} onRetry={segment.refetch} />}
    </>
  );
}

function Edit({ segment }: { segment: Segment }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const params = { segmentId: segment.id };
  const toSegment = () => navigate({ to: '/segments/$segmentId', params });
  return (
    <>
      <PageHeader
        title={segment.name}
        back={
          <TextLink to="/segments/$segmentId" params={params}>
            ← {segment.name}
          </TextLink>
        }
        description="Campaigns that were published with it keep the people of that day; drafts and future runs follow the change."
      />
      <SegmentForm
        initial={segment}
        selfId={segment.id}
        verb="Save segment"
        onSave={(input) => updateSegment(segment.id, input)}
        onSaved={async () => {
          await renewSegments(queryClient);
          notifyDone('The segment is saved.');
          await toSegment();
        }}
        onCancel={toSegment}
      />
    </>
  );
}
