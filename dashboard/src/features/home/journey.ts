// The way of a newcomer, read from the data: a step is done when its result exists, however it came about.
import type { Home } from '../../api/types.ts';

export interface JourneyStep {
  key: 'page' | 'people' | 'segment' | 'campaign' | 'report';
  title: string;
  text: string;
  isDone: boolean;
}

export function journeySteps(home: Home): JourneyStep[] {
  return [
    {
      key: 'page',
      title: 'Connect a Page',
      text: 'Continue with Facebook, or paste its access token. Talaria checks everything a campaign needs.',
      isDone: home.pages > 0,
    },
    {
      key: 'people',
      title: 'Let people write to it',
      text: 'Everyone who writes gets a profile with a PSID, by which they can be messaged.',
      isDone: home.with_psid > 0,
    },
    {
      key: 'segment',
      title: 'Choose a segment',
      text: 'Start with “ps_id exists” and narrow it down.',
      isDone: home.segments > 0,
    },
    {
      key: 'campaign',
      title: 'Compose and publish a campaign',
      text: 'Compose a message, see it for a real person, send it to yourself, then publish.',
      // A draft may be the one that came with the sandbox.
      isDone: home.campaigns.some(({ state }) => state !== 'draft'),
    },
    {
      key: 'report',
      title: 'Read the report',
      text: 'Every recipient has an answer: sent, delivered, read, or why not.',
      isDone: home.campaigns.some((campaign) => campaign.accepted > 0),
    },
  ];
}
