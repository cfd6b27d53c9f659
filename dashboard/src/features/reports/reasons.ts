// Words for the classes of an outcome: who can mend it, and why somebody is left out when a campaign is sent again.
import type { ReasonCount, Report } from '../../api/types.ts';
import { countPeople } from '../../ui/format.ts';

export const MENDER_WORDS: Record<ReasonCount['who'], string> = {
  nobody: 'Nobody needs to',
  you: 'You, in the campaign or its data',
  page_admin: 'An administrator of the Page',
  app_developer: 'Whoever runs the Facebook app',
  person: 'Only the person',
  facebook: 'Facebook',
  receiver: 'Whoever runs the address that was called',
};

const STAYS_OUT: Record<ReasonCount['again'], string> = {
  now: 'cannot be sent to now',
  once_mended: 'cannot be sent to now',
  once_written: 'have not written since',
  no: 'it would fail again, or they must not be messaged',
};

export interface LeftOut {
  reason: string;
  title: string;
  count: number;
  why: string;
}

/** Everybody who was not sent to and would not be now, by reason. */
export function listLeftOut(report: Report): LeftOut[] {
  return [...report.failed, ...report.skipped]
    .map(({ reason, title, again, count, retryable }) => ({
      reason,
      title,
      count: count - retryable,
      why: STAYS_OUT[again],
    }))
    .filter(({ count }) => count > 0);
}

export const listSentAgain = (report: Report): ReasonCount[] =>
  [...report.failed, ...report.skipped].filter(({ retryable }) => retryable > 0);

/** What the confirmation's answer came to. */
export const sentAgainWords = (retried: number): string =>
  retried === 0
    ? 'No one is left who can be reached now. Nothing was sent.'
    : `${countPeople(retried)} ${retried === 1 ? 'waits' : 'wait'} to be sent to again.`;
