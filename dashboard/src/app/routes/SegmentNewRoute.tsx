// /segments/new
export { SegmentNewPage as SegmentNewRoute } from '../../features/segments/SegmentNewPage.tsx';
