// What a campaign waits for, in words for who came to its door. Pure.
import type { CampaignDefinition } from '../../../api/types.ts';

export interface EntryWords {
  title: string;
  description: string;
  /** All who came, and those of them who were let in. */
  came: string;
  entered: string;
  nobody: string;
}

const RUN = 'Started a run';
const IN = 'Came in';

/** null: it waits for nothing that happens. */
export function entryWords({ delivery_type, trigger }: CampaignDefinition): EntryWords | null {
  switch (delivery_type) {
    case 'event':
      return {
        title: 'Who came in',
        description: 'Everybody who did what it waits for: let in, or turned away and why. Newest first.',
        ...{ came: 'Did it', entered: IN, nobody: 'Nobody has done what it waits for yet.' },
      };
    case 'segment': {
      const did = trigger?.direction === 'left' ? 'left' : 'entered';
      return {
        title: `Who ${did} the segment`,
        description: 'Let into the campaign, or turned away and why. Newest first.',
        ...{ came: `${did === 'left' ? 'Left' : 'Entered'} it`, entered: IN },
        nobody: `Nobody has ${did} it since the campaign went live.`,
      };
    }
    case 'api':
      return {
        title: 'Who was called for',
        description: 'Everybody a call of the API named: let in, or turned away and why. Newest first.',
        ...{ came: 'Named', entered: IN, nobody: 'No call has named anybody yet.' },
      };
    case 'conversation':
      return {
        title: 'Who wrote or tapped',
        description: 'Everybody who wrote or tapped what it answers: answered, or not and why. Newest first.',
        ...{
          came: 'Wrote or tapped',
          entered: 'Let in for an answer',
          nobody: 'Nobody has written or tapped it yet.',
        },
      };
    case 'business_event':
      return {
        title: 'What happened',
        description: 'Each time it happened: it started a run, or did not and why. Newest first.',
        ...{ came: 'Happened', entered: RUN, nobody: 'It has not happened yet.' },
      };
    default:
      return null;
  }
}

const DID: Record<string, string> = {
  api: 'A call of the API',
  messenger_message: 'Wrote',
  messenger_quick_reply: 'Tapped a quick reply',
  messenger_postback: 'Tapped a button',
  messenger_referral: 'Came by a link',
  messenger_optin: 'Opted in',
};
/** What somebody did, by the name of the event. */
export const didWords = (name: string): string => DID[name] ?? name;

/** Of calls for a whole segment too. */
export const STARTED_RUN = RUN;
