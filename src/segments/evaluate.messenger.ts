// What is known of one identity from Messenger, and what became of one delivery, in plain TypeScript.
import type { FilteredDelivery, FilteredIdentity } from './evaluate.ts';
import type { CampaignFilter, MessengerFilter, Period } from './filter.contract.ts';
import { addSpan, type Calendar, isWithin, periodRange } from './instants.ts';

/** As if `is` were true. */
export function isSoInMessenger(
  identity: FilteredIdentity,
  filter: MessengerFilter,
  calendar: Calendar,
): boolean {
  if (filter.page_id !== null && filter.page_id !== identity.pageId) return false;
  const { windowClosesAt, blockedAt, optedOutAt } = identity;
  const now = calendar.now.getTime();
  const closesAt = windowClosesAt?.getTime() ?? -Infinity;
  switch (filter.fact) {
    case 'has_psid':
      return true;
    case 'in_window':
      return closesAt > now;
    case 'reachable':
      return blockedAt === null && optedOutAt === null;
    case 'blocked':
      return blockedAt !== null;
    case 'opted_out':
      return optedOutAt !== null;
    case 'opted_in':
      return optedOutAt === null && identity.saidYes;
    case 'window_closes_within':
      return closesAt > now && closesAt <= addSpan(now, filter.within, calendar.timeZone);
    case 'wrote':
      return happened(identity.lastWroteAt, filter.period, calendar);
    case 'read':
      return happened(identity.lastReadAt, filter.period, calendar);
    case 'came_from':
      return filter.link_id !== null
        ? identity.links.includes(filter.link_id)
        : identity.refs.includes(filter.ref ?? '');
  }
}

/** As if `is` were true. */
export function isSoInCampaign(
  delivery: FilteredDelivery,
  filter: CampaignFilter,
  calendar: Calendar,
): boolean {
  if (filter.campaign_id !== null && filter.campaign_id !== delivery.campaign) return false;
  const did = (at: Date | null) => happened(at, filter.period, calendar);
  const responded = (...kinds: string[]) =>
    delivery.responses.some(({ kind, at }) => kinds.includes(kind) && did(at));
  switch (filter.fact) {
    case 'was_sent':
      return delivery.state === 'accepted' && did(delivery.settledAt);
    case 'delivered':
      return did(delivery.deliveredAt);
    case 'read':
      return did(delivery.readAt);
    case 'failed':
    case 'skipped':
      return (
        delivery.state === filter.fact &&
        (filter.reason == null || filter.reason === delivery.reason) &&
        did(delivery.settledAt)
      );
    case 'clicked':
      return responded('click');
    case 'replied':
      return responded('reply', 'quick_reply', 'postback');
    case 'reacted': {
      const reactions = delivery.responses.filter(({ kind }) => kind === 'reaction');
      const takenBack = Math.max(
        ...reactions.filter((one) => one.detail === null).map((one) => one.at.getTime()),
      );
      return reactions.some((one) => one.detail !== null && one.at.getTime() > takenBack && did(one.at));
    }
  }
}

const happened = (at: Date | null, period: Period | null | undefined, calendar: Calendar): boolean =>
  at !== null && (!period || isWithin(at.getTime(), periodRange(period, calendar)));
