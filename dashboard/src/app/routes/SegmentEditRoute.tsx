// /segments/$segmentId/edit
import { useParams } from '@tanstack/react-router';
import { SegmentEditPage } from '../../features/segments/SegmentEditPage.tsx';

export function SegmentEditRoute() {
  const { segmentId } = useParams({ from: '/signed-in/segments/$segmentId/edit' });
  return <SegmentEditPage key={segmentId} segmentId={segmentId} />;
}
