// /segments/$segmentId
import { useParams } from '@tanstack/react-router';
import { SegmentEditPage } from '../../features/segments/SegmentEditPage.tsx';

export function SegmentRoute() {
  const { segmentId } = useParams({ from: '/signed-in/segments/$segmentId' });
  return <SegmentEditPage key={segmentId} segmentId={segmentId} />;
}
