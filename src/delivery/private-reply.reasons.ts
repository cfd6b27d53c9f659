// Why a comment was not answered in private, in words. What the policy and the platform say have tables of their own.
import type { Explanation } from '../kit/remedy.ts';
import { explainReason } from './reasons.ts';

const OWN: Readonly<Record<string, { title: string; remedy: string | null }>> = {
  comment_removed: { title: 'The comment was removed or hidden before it was answered', remedy: null },
  comment_changed: { title: 'The comment was changed and no rule answers it any more', remedy: null },
  rule_off: {
    title: 'The rule was switched off before it was its turn',
    remedy: 'Switch the rule on for comments to come.',
  },
  missing_attribute: {
    title: 'Facebook did not say who commented, and the message needs the name',
    remedy: "Give the name a fallback: {{ from.name | default: 'there' }}.",
  },
  invalid_message: {
    title: 'Facebook would not take the message with this comment in it',
    remedy: 'Shorten the message.',
  },
  media: {
    title: 'A picture or file of the message could not be uploaded',
    remedy: 'See Media on the Page.',
  },
  no_answer: { title: 'Facebook did not answer', remedy: null },
  unknown_outcome: {
    title: 'Whether it arrived is not known',
    remedy: 'Look into the Page’s inbox before you answer by hand.',
  },
};

/** Words for a reason as the row holds it: a key, perhaps with what it is about ('invalid_message: message.text …'). */
export function explainReplyReason(reason: string): Pick<Explanation, 'title' | 'remedy'> {
  const [key = reason, ...rest] = reason.split(': ');
  const own = Object.hasOwn(OWN, key) ? OWN[key] : undefined;
  if (!own) return explainReason(reason);
  return rest.length === 0 ? own : { title: `${own.title}: ${rest.join(': ')}`, remedy: own.remedy };
}
