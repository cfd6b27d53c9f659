// /segments/$segmentId
import { useParams } from '@tanstack/react-router';
import { SegmentPage } from '../../features/segments/page/SegmentPage.tsx';

export function SegmentRoute() {
  const { segmentId } = useParams({ from: '/signed-in/segments/$segmentId' });
  return <SegmentPage key={segmentId} segmentId={segmentId} />;
}
