// Changing a segment, or deleting it.
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { removeSegment, segmentQuery, updateSegment } from '../../api/segments.ts';
import type { Segment } from '../../api/types.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { toDraft } from './draft.ts';
import { SegmentForm } from './SegmentForm.tsx';

export function SegmentEditPage({ segmentId }: { segmentId: string }) {
  const segment = useQuery({ ...segmentQuery(segmentId), refetchOnWindowFocus: false });
  const back = <TextLink to="/segments">← Segments</TextLink>;
  if (segment.data) return <Edit segment={segment.data} back={back} />;
  return (
    <>
      <PageHeader title="Segment" back={back} />
      {segment.isPending ? <LoadingPanels /> : <ErrorState error={segment.error} onRetry={segment.refetch} />}
    </>
  );
}

function Edit({ segment, back }: { segment: Segment; back: React.ReactNode }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const toList = () => navigate({ to: '/segments' });
  const remove = useRemove(segment, toList);
  return (
    <>
      <PageHeader
        title={segment.name}
        back={back}
        description={segment.sentence}
        actions={
          <Button variant="light" color="red" onClick={remove}>
            Delete
          </Button>
        }
      />
      <SegmentForm
        initialName={segment.name}
        initialFilter={toDraft(segment.filter)}
        verb="Save segment"
        onSave={(input) => updateSegment(segment.id, input)}
        onSaved={async () => {
          await queryClient.invalidateQueries({ queryKey: ['segments'] });
          notifyDone('The segment is saved.');
          await toList();
        }}
        onCancel={toList}
      />
    </>
  );
}

function useRemove(segment: Segment, onRemoved: () => void) {
  const queryClient = useQueryClient();
  const removing = useMutation({
    mutationFn: () => removeSegment(segment.id),
    onSuccess: async () => {
      notifyDone('The segment is deleted.');
      onRemoved();
      await queryClient.invalidateQueries({ queryKey: ['segments'], exact: true });
    },
    onError: (error) => notifyFailed('The segment was not deleted', error),
  });
  return () =>
    confirmAction({
      title: `Delete “${segment.name}”?`,
      body: 'The people in it stay. Reports of campaigns that used it stay too. This cannot be undone.',
      verb: 'Delete segment',
      onConfirm: () => removing.mutate(),
    });
}
