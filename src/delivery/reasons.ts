// Every reason the ledger can hold, in plain words, with who can mend it and how. One place to ask; the platform's codes,
// HTTP answers and policy verdicts keep their own tables.
import { explainHttpReason } from '../connectors/outcome.ts';
import { explainErrorKey } from '../messenger/graph-errors.ts';
import { explainPolicyReason } from '../policy/verdict.ts';

export interface Explanation {
  title: string;
  remedy: string | null;
}

const OWN: Record<string, Explanation> = {
  no_psid: {
    title: 'Has no PSID on this Page',
    remedy: 'The person must write to the Page once, or their ps_id must be imported.',
  },
  person_gone: { title: 'The profile was erased or merged before the message left', remedy: null },
  missing_attribute: {
    title: 'Lacks an attribute the message needs',
    remedy: "Give the attribute a fallback: {{ UserAttribute['name'] | default: 'there' }}.",
  },
  do_not_send: { title: 'The message itself said: do not send', remedy: null },
  template_error: {
    title: 'The message could not be rendered',
    remedy: 'Preview it for this person and mend the template.',
  },
  invalid_json: {
    title: 'The rendered body is not JSON',
    remedy: 'Preview it for this person and mend the body.',
  },
  invalid_url: {
    title: 'The rendered URL is not valid',
    remedy: 'Preview it for this person and mend the URL.',
  },
  unreadable_body: {
    title: 'The body is not a Send API message',
    remedy: 'It must be a JSON object (or a form) with recipient and message.',
  },
  wrong_recipient: {
    title: 'The message was addressed to somebody else’s PSID',
    remedy:
      "Address it to {{ UserAttribute['ps_id'] }}; a message leaves only for the person it was prepared for.",
  },
  unreachable: {
    title: 'The address could not be reached',
    remedy: 'Check the URL and the network; it was tried several times.',
  },
  no_answer: { title: 'The call was not answered', remedy: null },
  unknown_outcome: {
    title: 'Whether it arrived is not known',
    remedy:
      'No echo came back, so it was not sent again. Look into the conversation before you write to the person.',
  },
  not_resent: {
    title: 'It did not arrive, and the campaign never sends again',
    remedy:
      'Send again to those who failed, or let the campaign send again when a message surely did not arrive.',
  },
  needs_token: {
    title: 'The Page needs a new access token',
    remedy: 'Give it one under Pages; the campaign goes on by itself.',
  },
  hold_expired: { title: 'The person did not write while the message was held', remedy: null },
  campaign_stopped: { title: 'The campaign was stopped before their turn', remedy: null },
};

/** Words for a reason as the ledger stores it: a key, perhaps with what it is about (missing_attribute:first_name). */
export function explainReason(reason: string): Explanation {
  const [key = reason, detail] = splitOnce(reason, ':');
  const own = OWN[key];
  if (own) return detail === undefined ? own : { ...own, title: `${own.title}: ${detail.trim()}` };
  return (
    explainPolicyReason(reason) ??
    explainHttpReason(reason) ??
    explainErrorKey(reason) ?? { title: reason, remedy: null }
  );
}

function splitOnce(text: string, by: string): [string, string?] {
  const at = text.indexOf(by);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
