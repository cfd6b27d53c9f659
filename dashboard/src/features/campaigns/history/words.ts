// The history of a campaign in words: who did what to which part of it. Pure.
import { listWords } from '../../../ui/listWords.ts';

export interface HistoryLine {
  action: string;
  details: Record<string, unknown>;
}

/** Parts of a campaign by their field, as an operator knows them. */
const PARTS: Record<string, string> = {
  name: 'the name',
  tags: 'the tags',
  delivery_type: 'how it starts',
  segment_id: 'the segment',
  page_id: 'the Page',
  message: 'the message',
  request: 'the request',
  routes: 'the ways to each person',
  translations: 'the languages',
  experiment: 'the variants',
  content: 'the connected content',
  controls: 'the controls',
  goals: 'the goals',
  trigger: 'the trigger',
  schedule: 'the schedule',
  per_second: 'the speed',
  priority: 'the priority',
  resend_unknown: 'what happens without an answer',
};

/** Each part once: "message.message.text", "message.track_links" → "the message". */
export const partsWords = (fields: readonly string[]): string[] => [
  ...new Set(fields.map((field) => PARTS[field.split('.')[0] ?? ''] ?? field.replaceAll('_', ' '))),
];

const DEEDS: Record<string, (details: Record<string, unknown>) => string> = {
  created: ({ from }) => (from ? `Created as a copy of ${from}` : 'Created'),
  edited: ({ fields }) =>
    Array.isArray(fields) ? `Changed ${listWords(partsWords(fields.map(String)), 'and')}` : 'Changed',
  published: ({ version, requested_by }) =>
    `${requested_by ? 'Approved and published' : 'Published'}${version ? ` version ${version}` : ''}${
      requested_by ? `, as ${requested_by} asked` : ''
    }`,
  changes_discarded: ({ version, fields }) =>
    `Discarded the changes${
      Array.isArray(fields) && fields.length > 0
        ? ` of ${listWords(partsWords(fields.map(String)), 'and')}`
        : ''
    }${version ? `, back to version ${version}` : ''}`,
  version_restored: ({ version }) => `Took version ${version} to work on`,
  approval_requested: ({ note }) => `Asked for approval${noteWords(note)}`,
  approval_withdrawn: () => 'Withdrew the request for approval',
  rejected: ({ note }) => `Rejected${noteWords(note)}`,
  paused: ({ because }) =>
    `Paused${typeof because === 'string' ? `: ${because.replace(/^paused: /, '')}` : ''}`,
  winner_chosen: ({ variant, because, confidence }) =>
    `Chose “${variant}” as the best${WINS[String(because)] ?? ''}${
      because === 'best' && typeof confidence === 'number' ? `, ${Math.round(confidence * 100)} % sure` : ''
    }`,
  sent_again: ({ people }) => `Sent again to ${people === 1 ? '1 person' : `${people} people`}`,
  unarchived: () => 'Brought back from the archive',
  runs_missed: ({ runs, because }) => `Missed ${runs === 1 ? 'a run' : `${runs} runs`}: ${because}`,
};

const WINS: Record<string, string> = {
  tie: ', the first of several alike',
  nothing: ', the first, since nobody had done anything',
};

const noteWords = (note: unknown): string => (typeof note === 'string' && note !== '' ? `: “${note}”` : '');

/** "campaign.published" → "Published version 2". What has no words of its own is read from its name. */
export function historyWords({ action, details }: HistoryLine): string {
  const deed = action.replace(/^campaign\./, '');
  const words = DEEDS[deed]?.(details);
  if (words !== undefined) return words;
  const text = deed.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "system" is nobody's name. */
export const actorWords = (actor: string): string =>
  actor === 'system' ? 'Talaria' : actor.startsWith('key:') ? `API key ${actor.slice(4)}` : actor;
