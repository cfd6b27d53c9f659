// /segments
export { SegmentsPage as SegmentsRoute } from '../../features/segments/SegmentsPage.tsx';
