// What a bulk action means for each campaign of a list. Pure.
import type { BulkAction } from '../../../api/campaign-life.ts';
import type { CampaignRow } from '../../../api/types.ts';
import { formatNumber } from '../../../ui/format.ts';

const LIVE = ['scheduled', 'sending', 'active'];

/** Whether it is worth asking for: the service decides. */
export function mayDo(action: BulkAction, { state, is_archived }: CampaignRow): boolean {
  switch (action) {
    case 'pause':
      return !is_archived && LIVE.includes(state);
    case 'resume':
      return !is_archived && state === 'paused';
    case 'stop':
      return !is_archived && (LIVE.includes(state) || state === 'paused');
    case 'archive':
      return !is_archived && ['draft', 'stopped', 'finished'].includes(state);
    case 'unarchive':
      return is_archived;
    case 'delete':
      return state === 'draft';
    default:
      return true;
  }
}

/** Sale and sale are one tag. */
export const isSameTag = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export const countCampaigns = (count: number): string =>
  count === 1 ? '1 campaign' : `${formatNumber(count)} campaigns`;

/** What is done, in the past: "3 campaigns paused". */
export const DONE: Record<BulkAction, string> = {
  pause: 'paused',
  resume: 'resumed',
  stop: 'stopped',
  archive: 'archived',
  unarchive: 'brought back',
  delete: 'deleted',
  tag: 'tagged',
  untag: 'without the tag now',
};

/** What cannot be undone, or stops people from getting something, is asked for; null: it is simply done. */
export const ASKED: Partial<Record<BulkAction, { verb: string; body: string }>> = {
  pause: { verb: 'Pause', body: 'Nothing more leaves until they are resumed.' },
  resume: { verb: 'Resume', body: 'What waits goes out now.' },
  stop: {
    verb: 'Stop',
    body: 'Whoever has not been sent to yet is skipped. Stopped campaigns cannot go on; pause them if you only need time.',
  },
  delete: { verb: 'Delete', body: 'This cannot be undone.' },
};
