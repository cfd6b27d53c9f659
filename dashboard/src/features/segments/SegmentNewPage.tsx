// A new segment, beginning with "ps_id exists".
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { createSegment } from '../../api/segments.ts';
import { TextLink } from '../../ui/links.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { NEW_SEGMENT } from './newLines.ts';
import { renewSegments } from './renewSegments.ts';
import { SegmentForm } from './SegmentForm.tsx';

export function SegmentNewPage() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return (
    <>
      <PageHeader
        title="New segment"
        back={<TextLink to="/segments">← Segments</TextLink>}
        description="It begins with everyone who can be reached on Messenger. Add filters to narrow it down."
      />
      <SegmentForm
        initial={NEW_SEGMENT}
        verb="Create segment"
        onSave={createSegment}
        onSaved={async ({ id }) => {
          await renewSegments(queryClient);
          notifyDone('The segment is created.');
          await navigate({ to: '/segments/$segmentId', params: { segmentId: id } });
        }}
        onCancel={() => navigate({ to: '/segments' })}
      />
    </>
  );
}
