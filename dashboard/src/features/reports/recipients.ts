// Which recipients are asked for, the word and colour of each of their states, and what became of a call in words.
import type { RecipientsFilter } from '../../api/reports.ts';
import type { DeliveryState, Report } from '../../api/types.ts';
import type { Tone } from '../../ui/StateMark.tsx';

/** A filter without what was cleared. */
export function narrow(filter: RecipientsFilter, by: { [K in keyof RecipientsFilter]: string | null }) {
  const all = { ...filter, ...by };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value)) as RecipientsFilter;
}

export const DELIVERY_WORDS: Record<DeliveryState, { tone: Tone; word: string }> = {
  pending: { tone: 'quiet', word: 'Waiting' },
  sending: { tone: 'busy', word: 'Being sent' },
  unknown: { tone: 'warn', word: 'No answer yet' },
  held: { tone: 'warn', word: 'Held' },
  accepted: { tone: 'good', word: 'Accepted' },
  failed: { tone: 'bad', word: 'Failed' },
  skipped: { tone: 'quiet', word: 'Skipped' },
};

/** Who receives the calls of a campaign: Facebook for a Page's messages, else the connector's own service. */
export const otherSideOf = (report: Report | undefined): string =>
  report && report.campaign.page_name === null ? 'the connector' : 'Facebook';

/** What became of a call; null: it is not answered yet. */
export function outcomeWords(outcome: string | null, otherSide: string): string {
  switch (outcome) {
    case null:
      return 'No answer yet';
    case 'accepted':
      return `Accepted by ${otherSide}`;
    case 'refused':
      return `Refused by ${otherSide}`;
    case 'limited':
      return `Put off by ${otherSide}: too many calls`;
    case 'unreachable':
      return `No answer from ${otherSide}`;
    case 'unknown':
      return `No answer from ${otherSide}; it may have arrived`;
    default:
      return outcome.charAt(0).toUpperCase() + outcome.slice(1).replaceAll('_', ' ');
  }
}
