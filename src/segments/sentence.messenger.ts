// Messenger and campaign facts, segments and lists in words: what is named is said by its name.
import type { CampaignFilter, ListFilter, MessengerFilter, SegmentRefFilter } from './filter.contract.ts';
import type { ReferenceKind } from './filter.walk.ts';
import { say, sayPeriod, saySpan } from './sentence.words.ts';

/** The name of what a filter refers to (seg_12, a Page's digits); undefined: nobody knows, its id is said. */
export type NameOf = (kind: ReferenceKind, id: string) => string | undefined;

const sayName = (nameOf: NameOf, kind: ReferenceKind, id: string): string => say(nameOf(kind, id) ?? id);

export const describeSegment = ({ segment_id, is_in }: SegmentRefFilter, nameOf: NameOf): string =>
  `who are ${is_in ? '' : 'not '}in the segment ${sayName(nameOf, 'segment', segment_id)}`;

export const describeList = ({ list_id, is_in }: ListFilter, nameOf: NameOf): string =>
  `who are ${is_in ? '' : 'not '}on the list ${sayName(nameOf, 'list', list_id)}`;

/** who wrote to the Page “Shop” for the last time yesterday */
export function describeMessenger(filter: MessengerFilter, nameOf: NameOf): string {
  const page = filter.page_id === null ? undefined : `the Page ${sayName(nameOf, 'page', filter.page_id)}`;
  const [yes, no] = sayFact(filter, nameOf, page);
  return filter.is ? yes : no;
}

/** What is said of those of whom it is true, and of the others. */
function sayFact(filter: MessengerFilter, nameOf: NameOf, page: string | undefined): [string, string] {
  const on = page ? ` on ${page}` : '';
  const by = page ? ` by ${page}` : '';
  switch (filter.fact) {
    case 'has_psid':
      return [`who are known in Messenger${on}`, `who are not known in Messenger${on}`];
    case 'in_window':
      return [`whose messaging window${on} is open`, `whose messaging window${on} is not open`];
    case 'reachable':
      return [`who can be reached in Messenger${on}`, `who cannot be reached in Messenger${on}`];
    case 'blocked':
      return [`who blocked ${page ?? 'a Page'}`, `who did not block ${page ?? 'any Page'}`];
    case 'opted_out':
      return [`who asked not to be messaged${by}`, `who did not ask not to be messaged${by}`];
    case 'opted_in':
      return [`who agreed to be messaged${by}`, `who have not agreed to be messaged${by}`];
    case 'window_closes_within': {
      const within = `within ${saySpan(filter.within)}`;
      return [
        `whose messaging window${on} closes ${within}`,
        `whose messaging window${on} does not close ${within}`,
      ];
    }
    case 'wrote': {
      const to = page ? `to ${page}` : 'in Messenger';
      if (!filter.period) return [`who wrote ${to}`, `who never wrote ${to}`];
      const when = sayPeriod(filter.period);
      return [`whose last message ${to} was ${when}`, `whose last message ${to} was not ${when}`];
    }
    case 'read': {
      const what = page ? `messages of ${page}` : 'our messages';
      if (!filter.period) return [`who read ${what}`, `who never read ${what}`];
      const when = sayPeriod(filter.period);
      return [`who last read ${what} ${when}`, `who did not last read ${what} ${when}`];
    }
    case 'came_from': {
      const way =
        filter.link_id === null
          ? `with the ref ${say(filter.ref ?? '')}`
          : `by the entry link ${sayName(nameOf, 'link', filter.link_id)}`;
      return [`who came ${way}${on}`, `who did not come ${way}${on}`];
    }
  }
}

/** who clicked in the campaign “Spring” in the last 2 weeks */
export function describeCampaign(filter: CampaignFilter, nameOf: NameOf): string {
  const { is, campaign_id, fact, reason, period } = filter;
  const any = is ? 'a campaign' : 'any campaign';
  const campaign = campaign_id === null ? any : `the campaign ${sayName(nameOf, 'campaign', campaign_id)}`;
  const because = (fact === 'failed' || fact === 'skipped') && reason != null ? ` because of ${reason}` : '';
  const when = period ? ` ${sayPeriod(period)}` : '';
  return `${CAMPAIGN_WORDS[fact][is ? 0 : 1]} ${campaign}${because}${when}`;
}

const CAMPAIGN_WORDS: Record<CampaignFilter['fact'], [string, string]> = {
  was_sent: ['who were sent', 'who were not sent'],
  delivered: ['who got', 'who did not get'],
  read: ['who read', 'who did not read'],
  clicked: ['who clicked a link of', 'who did not click a link of'],
  replied: ['who replied to', 'who did not reply to'],
  reacted: ['who reacted to', 'who did not react to'],
  failed: ['who could not be sent', 'who did not fail to be sent'],
  skipped: ['who were left out of', 'who were not left out of'],
};
