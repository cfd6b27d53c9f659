// After a segment was saved or deleted: every list of segments is out of date, and so is every count, for what was counted
// before a segment was saved is remembered of none. Whoever shows it next counts again.
import type { QueryClient } from '@tanstack/react-query';

export async function renewSegments(queryClient: QueryClient): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['segment-preview'], refetchType: 'none' });
  await queryClient.invalidateQueries({ queryKey: ['segments'] });
}
