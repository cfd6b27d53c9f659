// What a campaign does and when, in one sentence: in the wizard while it is put together, and wherever a campaign is shown.
// Pure.
import type { ConversationStart } from '../../../api/conversations.ts';
import type { CampaignDefinition, Delay, Reentry, Trigger } from '../../../api/types.ts';
import { listWords } from '../../../ui/listWords.ts';
import { minutesWords } from '../../../ui/minutes.ts';
import { startWords as conversationStartWords } from '../../conversations/startWords.ts';
import { sayMatch } from '../../segments/match/match.ts';
import { isForOnePerson } from '../type/deliveryTypes.ts';
import { localTimeWords, scheduleWords } from './scheduleWords.ts';

/** Names behind ids; undefined while they are not known. */
export interface Names {
  segment: (id: string) => string | undefined;
}

const BLANK = '…';
const MAX_CALLED_BY_NAME = 3;

/** "When somebody does Cart abandoned where total is more than 50, 2 hours later, unless they do Order placed first." */
export function campaignSentence(definition: CampaignDefinition, names: Names): string {
  const { delivery_type: type, trigger } = definition;
  const whole = isForOnePerson(type)
    ? `${startWords(definition, names)}${amongWords(definition, names)}${trigger ? thenWords(trigger) : ''}`
    : type === 'business_event'
      ? `${startWords(definition, names)}, to ${everybodyIn(definition, names)}${trigger ? thenWords(trigger) : ''}`
      : `To ${everybodyIn(definition, names)}, ${scheduleWords(definition.schedule)}`;
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}${whole.endsWith(BLANK) ? '' : '.'}`;
}

/** When it leaves, without whom it is for: "every day at 09:00 (UTC)", "when somebody does Order placed". */
export function whenWords(definition: CampaignDefinition, names: Names): string {
  const { delivery_type: type, schedule } = definition;
  return type === 'one_time' || type === 'periodic' ? scheduleWords(schedule) : startWords(definition, names);
}

const quoted = (name: string | undefined): string => (name === undefined ? BLANK : `“${name}”`);
const segmentName = (id: string | null, names: Names): string =>
  id === null ? BLANK : quoted(names.segment(id));

const everybodyIn = ({ segment_id }: CampaignDefinition, names: Names): string =>
  `everybody in ${segmentName(segment_id, names)}`;

const amongWords = ({ segment_id }: CampaignDefinition, names: Names): string =>
  segment_id === null ? '' : ` and is in ${segmentName(segment_id, names)}`;

function startWords({ delivery_type: type, trigger }: CampaignDefinition, names: Names): string {
  const events = eventWords(trigger?.events ?? []);
  switch (type) {
    case 'event':
      return `when somebody does ${events}${trigger?.from_websites ? ' (also as a website says)' : ''}`;
    case 'business_event':
      return `when ${events} happens`;
    case 'segment': {
      const verb = trigger?.direction === 'left' ? 'leaves' : 'enters';
      return `when somebody ${verb} ${segmentName(trigger?.segment_id ?? null, names)}`;
    }
    case 'api':
      return 'when your program calls for somebody';
    case 'conversation':
      return conversationWords(trigger?.conversation ?? null);
    default:
      return '';
  }
}

function conversationWords(start: ConversationStart | null): string {
  const words = conversationStartWords(start);
  return words === null ? 'when a button of another answer leads to it' : `when ${lowerFirst(words)}`;
}
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Of many only the first are called by name. */
function eventWords(events: Trigger['events']): string {
  if (events.length === 0) return BLANK;
  if (events.length <= MAX_CALLED_BY_NAME) return listWords(events.map(sayMatch), 'or');
  const named = events.slice(0, MAX_CALLED_BY_NAME - 1).map(sayMatch);
  return listWords([...named, `${events.length - named.length} others`], 'or');
}

function thenWords({ delay, unless, reentry, from, until, time_zone }: Trigger): string {
  const zone = from === null && until === null ? '' : ` (${time_zone})`;
  return [
    delayWords(delay),
    unless.length === 0 ? '' : `unless they do ${eventWords(unless)} first`,
    reentryWords(reentry),
    from === null ? '' : `from ${localTimeWords(from)}${until === null ? zone : ''}`,
    until === null ? '' : `until ${localTimeWords(until)}${zone}`,
  ]
    .filter((part) => part !== '')
    .map((part) => `, ${part}`)
    .join('');
}

export function delayWords(delay: Delay): string {
  if (delay.kind === 'none') return '';
  if (delay.kind === 'after') return `${minutesWords(delay.minutes)} later`;
  const attribute = delay.attribute.trim() === '' ? BLANK : delay.attribute;
  const whose = delay.of === 'person' ? `their ${attribute}` : attribute;
  const clock = delay.time === null ? '' : ` at ${delay.time}`;
  if (delay.minutes === 0) return delay.time === null ? `at ${whose}` : `on the day of ${whose}${clock}`;
  const span = minutesWords(Math.abs(delay.minutes));
  return `${span} ${delay.minutes < 0 ? 'before' : 'after'} ${whose}${clock}`;
}

function reentryWords(reentry: Reentry): string {
  switch (reentry.kind) {
    case 'always':
      return '';
    case 'never':
      return 'once for each person';
    case 'when_done':
      return 'one message at a time';
    case 'after':
      return `at most once in ${minutesWords(reentry.minutes)}`;
  }
}
