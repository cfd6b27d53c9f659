// What the platform's words about a utility template mean: its states and the reasons of a rejection, each with a remedy.
// Data; states from Meta's API spec (2026-04), rejection codes from the guide to utility messages (2026-03).

export interface StateMeaning {
  title: string;
  meaning: string;
  remedy: string | null;
  tone: 'good' | 'busy' | 'bad' | 'quiet';
  /** Only these can be sent. */
  isSendable: boolean;
  /** The platform is about to decide: worth asking again soon. */
  isUndecided: boolean;
}

const state = (
  title: string,
  tone: StateMeaning['tone'],
  meaning: string,
  remedy: string | null = null,
): StateMeaning => ({
  title,
  tone,
  meaning,
  remedy,
  isSendable: tone === 'good',
  isUndecided: tone === 'busy',
});

const AS_NEW = 'A template cannot be edited: duplicate it into a new one and change that.';

export const TEMPLATE_STATES: Readonly<Record<string, StateMeaning>> = {
  APPROVED: state('Approved', 'good', 'It can be sent.'),
  PENDING: state('In review', 'busy', 'Facebook is looking at it; that usually takes seconds.'),
  IN_APPEAL: state('In appeal', 'busy', 'A rejection is being looked at again.'),
  REJECTED: state('Rejected', 'bad', 'Facebook does not allow it.', AS_NEW),
  PAUSED: state(
    'Paused',
    'bad',
    'Facebook stopped it for a time, usually because people complained.',
    'Send it to fewer people who expect it; it comes back by itself.',
  ),
  DISABLED: state('Disabled', 'bad', 'Facebook stopped it for good.', AS_NEW),
  LIMIT_EXCEEDED: state(
    'Over the limit',
    'bad',
    'The Page has as many templates as it may have.',
    'Delete templates you no longer use, then create this one again.',
  ),
  PENDING_DELETION: state('Being deleted', 'quiet', 'Facebook is deleting it.'),
  DELETED: state('Deleted', 'quiet', 'It is gone at Facebook.'),
  ARCHIVED: state('Archived', 'quiet', 'It is put away at Facebook and cannot be sent.', AS_NEW),
};

/** A state the table does not know is shown as the platform writes it, and nothing is sent with it. */
export const explainTemplateState = (status: string): StateMeaning =>
  TEMPLATE_STATES[status] ??
  state(
    status,
    'bad',
    'Facebook gives a state Talaria does not know.',
    'Look at it in the Meta Business Suite.',
  );

export interface RejectionMeaning {
  code: string;
  title: string;
  remedy: string;
}

const REJECTIONS: Readonly<Record<string, Omit<RejectionMeaning, 'code'>>> = {
  INCORRECT_PARAMS: {
    title: 'A placeholder is written wrongly',
    remedy:
      'Number placeholders {{1}}, {{2}}… without gaps, or name them in small letters; no #, $ or % in them.',
  },
  PARAMS_TO_WORD_RATIO_EXCEED_LIMIT: {
    title: 'Too many placeholders for so few words',
    remedy: 'Write more fixed text around the placeholders, or use fewer of them.',
  },
  TAG_SHOULD_BE_MARKETING: {
    title: 'It reads like advertising',
    remedy:
      'Leave out offers, discounts and invitations to buy: say only what happened to the order, account or appointment.',
  },
  TEMPLATE_VARIABLES_MISSING_SAMPLE_VALUES: {
    title: 'A placeholder has no sample value',
    remedy: 'Give every placeholder an example of what will stand there.',
  },
};

/** `said`: a code, or a sentence of the platform, which is then shown as it is. */
export const explainRejection = (said: string): RejectionMeaning => ({
  code: said,
  ...(REJECTIONS[said] ?? { title: said, remedy: AS_NEW }),
});
