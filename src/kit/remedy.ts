// The words every domain uses to explain a failure: what it means, who can mend it, how, and whether trying again helps.

/** Who can mend it. `you`: whoever makes campaigns; `receiver`: whoever runs the address that was called. */
export const MENDERS = [
  'nobody',
  'you',
  'page_admin',
  'app_developer',
  'person',
  'facebook',
  'receiver',
] as const;
export type Mender = (typeof MENDERS)[number];

/**
 * Whether the same message may be sent again to somebody who surely did not get it.
 *
 * now           it may succeed by itself by now: the other side failed, was slow, or could not be reached
 * once_mended   it succeeds when somebody has changed a setting: a token, a permission, an address
 * once_written  it may leave when the person has written since, which opens the messaging window
 * no            the same would happen again, or the person must not be messaged, or may have the message already
 */
export const AGAIN = ['now', 'once_mended', 'once_written', 'no'] as const;
export type Again = (typeof AGAIN)[number];

export interface Explanation {
  title: string;
  /** null: there is nothing to do. */
  remedy: string | null;
  who: Mender;
  again: Again;
  /** What Talaria does about it by itself, as a sentence. */
  does: string;
}
