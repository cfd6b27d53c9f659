// What can be asked of Messenger and of campaigns, as halves of a sentence: "are | are not" "in the messaging window".
import type { CampaignFact, MessengerFact } from './draft.ts';

interface FactWords {
  yes: string;
  no: string;
  text: string;
}

const messenger: Record<MessengerFact, FactWords> = {
  in_window: { yes: 'are', no: 'are not', text: 'in the messaging window' },
  window_closes_within: { yes: 'are', no: 'are not', text: 'in a window closing within' },
  reachable: { yes: 'are', no: 'are not', text: 'reachable' },
  has_psid: { yes: 'have', no: 'have not', text: 'a PSID' },
  opted_in: { yes: 'have', no: 'have not', text: 'opted in' },
  opted_out: { yes: 'have', no: 'have not', text: 'opted out' },
  blocked: { yes: 'have', no: 'have not', text: 'blocked the Page' },
  wrote: { yes: 'have', no: 'have not', text: 'last written' },
  read: { yes: 'have', no: 'have not', text: 'last read a message' },
  came_from: { yes: 'have', no: 'have not', text: 'come from' },
};

const campaign: Record<CampaignFact, FactWords> = {
  was_sent: { yes: 'were', no: 'were not', text: 'sent' },
  delivered: { yes: 'have', no: 'have not', text: 'received' },
  read: { yes: 'have', no: 'have not', text: 'read' },
  clicked: { yes: 'have', no: 'have not', text: 'clicked in' },
  replied: { yes: 'have', no: 'have not', text: 'replied to' },
  reacted: { yes: 'have', no: 'have not', text: 'reacted to' },
  failed: { yes: 'were', no: 'were not', text: 'failed in' },
  skipped: { yes: 'were', no: 'were not', text: 'skipped in' },
};

export const FACTS = { messenger, campaign };
