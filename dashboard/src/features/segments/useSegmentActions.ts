// What can be done with a whole segment: copy it, track it or not, delete it. Refusals are shown in the service's words.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  createSegment,
  removeSegment,
  segmentQuery,
  segmentsQuery,
  updateSegment,
} from '../../api/segments.ts';
import type { Segment } from '../../api/types.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { nameOfCopy } from './copyName.ts';
import { renewSegments } from './renewSegments.ts';

export function useSegmentActions(segment: Segment) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const renew = () => renewSegments(queryClient);
  const { name, filter, tracked } = segment;
  const copying = useMutation({
    mutationFn: async () => {
      const { segments } = await queryClient.ensureQueryData(segmentsQuery);
      const taken = segments.map((one) => one.name);
      return createSegment({ name: nameOfCopy(name, taken), filter, tracked: false });
    },
    onSuccess: async ({ id }) => {
      await renew();
      await navigate({ to: '/segments/$segmentId/edit', params: { segmentId: id } });
    },
    onError: (error) => notifyFailed('The segment was not copied', error),
  });
  const tracking = useMutation({
    mutationFn: async (next: boolean) => {
      // As it is by now: somebody else may have changed its filter since it was shown here.
      const now = await queryClient.fetchQuery({ ...segmentQuery(segment.id), staleTime: 0 });
      return updateSegment(segment.id, { name: now.name, filter: now.filter, tracked: next });
    },
    onSuccess: renew,
    onError: (error) =>
      notifyFailed(tracked ? 'The segment is still tracked' : 'The segment is not tracked', error),
  });
  const removing = useMutation({
    mutationFn: () => removeSegment(segment.id),
    onSuccess: async () => {
      notifyDone('The segment is deleted.');
      await navigate({ to: '/segments' });
      await queryClient.invalidateQueries({ queryKey: ['segments'], exact: true });
    },
    onError: (error) => notifyFailed('The segment was not deleted', error),
  });
  return {
    duplicate: () => copying.mutate(),
    isCopying: copying.isPending,
    setTracked: (next: boolean) => tracking.mutate(next),
    isTracking: tracking.isPending,
    remove: () =>
      confirmAction({
        title: `Delete “${name}”?`,
        body: 'The people in it stay. Reports of campaigns that used it stay too. This cannot be undone.',
        verb: 'Delete segment',
        onConfirm: () => removing.mutate(),
      }),
  };
}
