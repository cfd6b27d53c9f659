// Every reason the ledger can hold, in plain words, with who can mend it and how. One place to ask; the platform's codes,
// HTTP answers and policy verdicts keep their own tables.
import { explainConnectorReason } from '../connectors/reasons.ts';
import type { Explanation } from '../kit/remedy.ts';
import { explainErrorKey } from '../messenger/graph-errors.ts';
import { explainPolicyReason } from '../policy/verdict.ts';

type Terms = Pick<Explanation, 'who' | 'again' | 'does'>;

/** The person may be sent to, but not this. */
const MESSAGE: Terms = { who: 'you', again: 'no', does: 'Does not send half a message.' };
const NOT_REACHABLE: Terms = { who: 'you', again: 'no', does: 'Leaves the person out.' };
const SETTLED: Terms = { who: 'nobody', again: 'no', does: 'Does not send it.' };
/** It would have gone at another time, or after fewer messages. */
const CONTROL: Terms = { who: 'you', again: 'now', does: 'Leaves the person out, as the campaign wants.' };

/** The reasons of our own, in the order of a delivery. */
export const OWN_REASONS: Readonly<Record<string, Explanation>> = {
  no_psid: {
    ...NOT_REACHABLE,
    title: 'Has no PSID on this Page',
    remedy: 'The person must write to the Page once, or their ps_id must be imported.',
  },
  global_control_group: {
    ...SETTLED,
    title: 'Is in the workspace’s control group',
    remedy: null,
  },
  control_group: { ...SETTLED, title: 'Is in the campaign’s control group', remedy: null },
  local_time_passed: {
    ...SETTLED,
    title: 'Their time of day was over when the run came to them',
    remedy: 'Duplicate the campaign with a time to come.',
  },
  duplicate: {
    ...SETTLED,
    title: 'Somebody else with the same value gets it',
    remedy: null,
  },
  audience_limit: {
    ...SETTLED,
    title: 'The campaign had no room for more people',
    remedy: 'Raise the limit of the audience for the next run.',
  },
  person_gone: {
    ...SETTLED,
    title: 'The profile was erased or merged before the message left',
    remedy: null,
  },
  expired: { ...SETTLED, title: 'Its time was over before it could leave', remedy: null },
  quiet_hours: {
    ...CONTROL,
    title: 'It was quiet hours for the person',
    remedy: 'Let the campaign hold messages until they are over, or send again at another time of day.',
  },
  per_person_limit: {
    ...SETTLED,
    title: 'Has had as many messages of this campaign as one person gets',
    remedy: null,
  },
  frequency_cap: {
    ...CONTROL,
    title: 'Has had as many messages as the cap allows',
    remedy: 'Send again when some time has passed, or let the campaign wait for the cap.',
  },
  minimum_gap: {
    ...CONTROL,
    title: 'Had another message too short a time ago',
    remedy: 'Send again when some time has passed, or let the campaign wait for the gap.',
  },
  waits_for_winner: {
    ...SETTLED,
    does: 'Waits for it.',
    title: 'The winner of the experiment is not chosen yet',
    remedy: null,
  },
  waits_for_result: {
    ...SETTLED,
    does: 'Waits a moment and looks again, so that nobody gets more than the cap allows.',
    title: 'It is not known yet whether another message to the person arrived',
    remedy: null,
  },
  missing_attribute: {
    ...MESSAGE,
    title: 'Lacks an attribute the message needs',
    remedy: "Give the attribute a fallback: {{ UserAttribute['name'] | default: 'there' }}.",
  },
  do_not_send: { ...SETTLED, title: 'The message itself said: do not send', remedy: null },
  content_failed: {
    who: 'receiver',
    again: 'now',
    does: 'Waits while the service that content is fetched from is away, an hour at most, then skips the person.',
    title: 'Connected content could not be fetched',
    remedy: 'Preview the message to see the answer; or let nothing stand there when content fails.',
  },
  template_error: {
    ...MESSAGE,
    title: 'The message could not be rendered',
    remedy: 'Preview it for this person and mend the template.',
  },
  invalid_json: {
    ...MESSAGE,
    title: 'The rendered body is not JSON',
    remedy: 'Preview it for this person and mend the body.',
  },
  invalid_url: {
    ...MESSAGE,
    title: 'The rendered URL is not valid',
    remedy: 'Preview it for this person and mend the URL.',
  },
  unreadable_body: {
    ...MESSAGE,
    title: 'The body is not a Send API message',
    remedy: 'It must be a JSON object (or a form) with recipient and message.',
  },
  wrong_recipient: {
    ...MESSAGE,
    does: 'Never sends one person’s message to another.',
    title: 'The message was addressed to somebody else’s PSID',
    remedy:
      "Address it to {{ UserAttribute['ps_id'] }}; a message leaves only for the person it was prepared for.",
  },
  media_missing: {
    who: 'you',
    again: 'once_mended',
    does: 'Does not send half a message.',
    title: 'A file of the message is not on the Page',
    remedy: 'Open it under the Page’s Media and upload it again; then send again.',
  },
  unreachable: {
    who: 'receiver',
    again: 'now',
    does: 'Tries again with growing waits, then gives up.',
    title: 'The address could not be reached',
    remedy: 'Check the URL and the network; it was tried several times.',
  },
  no_answer: {
    who: 'receiver',
    again: 'now',
    does: 'Tries again once it is sure, or once repeating is safe; then gives up.',
    title: 'The call was not answered',
    remedy: null,
  },
  unknown_outcome: {
    ...SETTLED,
    does: 'Does not send it again: the person may have it.',
    title: 'Whether it arrived is not known',
    remedy:
      'No echo came back, so it was not sent again. Look into the conversation before you write to the person.',
  },
  not_resent: {
    who: 'facebook',
    again: 'now',
    does: 'Does not send it again by itself, as the campaign wants.',
    title: 'It did not arrive, and the campaign never sends again',
    remedy:
      'Send again to those who failed, or let the campaign send again when a message surely did not arrive.',
  },
  needs_token: {
    who: 'page_admin',
    again: 'once_mended',
    does: 'Stops the Page until it is connected again; nothing fails.',
    title: 'The Page needs a new access token',
    remedy: 'Give it one under Pages; the campaign goes on by itself.',
  },
  hold_expired: {
    ...SETTLED,
    title: 'The person did not write while the message was held',
    remedy: null,
  },
  exit_event: {
    ...SETTLED,
    title: 'Did, before the message was due, what makes it pointless',
    remedy: null,
  },
  campaign_stopped: { ...SETTLED, title: 'The campaign was stopped before their turn', remedy: null },
};

/** A reason nobody described: shown as it is, and never repeated. */
const undescribed = (reason: string): Explanation => ({ ...SETTLED, title: reason, remedy: null });

/** Words for a reason as the ledger stores it: a key, perhaps with what it is about (missing_attribute:first_name). */
export function explainReason(reason: string): Explanation {
  const [key = reason, detail] = splitOnce(reason, ':');
  const own = Object.hasOwn(OWN_REASONS, key) ? OWN_REASONS[key] : undefined;
  if (own) return detail === undefined ? own : { ...own, ...aboutDetail(key, own, detail.trim()) };
  return (
    explainPolicyReason(reason) ??
    explainConnectorReason(reason) ??
    explainErrorKey(reason) ??
    undescribed(reason)
  );
}

/** What a message that waits is waiting for, by the reason of its row. */
const WAITS: Readonly<Record<string, string>> = {
  quiet_hours: 'Waits for quiet hours to end',
  frequency_cap: 'Waits until the person may have another message',
  minimum_gap: 'Waits for the minimum gap since their last message',
  waits_for_winner: 'Waits for the winner of the experiment',
  waits_for_result: 'Waits until it is known whether another message to the person arrived',
  media_missing: 'Waits until a file of the message is on the Page again',
};

/** Words for the reason of a row that is pending. */
export function explainWait(reason: string): string {
  const [key = reason, detail] = splitOnce(reason, ':');
  const words = Object.hasOwn(WAITS, key) ? WAITS[key] : undefined;
  if (words === undefined) return `Is tried again: ${explainReason(reason).title}`;
  if (detail === undefined) return words;
  return `${words} (${key === 'frequency_cap' ? capWords(detail.trim()) : detail.trim()})`;
}

/** Which messages a cap counts, as its reason names them (gate.rules.ts). */
function capWords(name: string): string {
  if (name === 'campaign') return 'cap of this campaign';
  return name === 'workspace' ? 'cap of all campaigns' : `cap of the ${name}`;
}

/** Why a token died is said in words, with what mends just that. */
function aboutDetail(key: string, own: Explanation, detail: string): Pick<Explanation, 'title' | 'remedy'> {
  if (key === 'needs_token' && detail === 'disconnected')
    return {
      title: 'The Page is disconnected',
      remedy: 'Connect it again under Pages; the campaign goes on.',
    };
  if (key === 'frequency_cap') return { title: `${own.title} (${capWords(detail)})`, remedy: own.remedy };
  const meaning = key === 'needs_token' ? explainErrorKey(detail) : null;
  if (meaning) return { title: `${meaning.title} (${meaning.key})`, remedy: meaning.remedy };
  return { title: `${own.title}: ${detail}`, remedy: own.remedy };
}

function splitOnce(text: string, by: string): [string, string?] {
  const at = text.indexOf(by);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
