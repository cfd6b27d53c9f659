// What happens to calls without an answer, in words. Pure.
import type { UnknownCalls } from './rate.contract.ts';

export interface UnknownFacts {
  count: number;
  settlesBy: UnknownCalls['settles_by'];
  /** Of the campaign: whether a message that surely did not arrive is sent again; a stopped one sends nothing more. */
  resend: 'on_absence' | 'never' | 'stopped';
}

const ABSENT = {
  on_absence: 'is sent again',
  never: 'is left unsent, as the campaign wants',
  stopped: 'is left unsent, because the campaign was stopped',
};

export function describeUnknown({ count, settlesBy, resend }: UnknownFacts): string {
  const calls = count === 1 ? '1 call had no answer.' : `${count} calls had no answer.`;
  const absent = ABSENT[resend];
  switch (settlesBy) {
    case 'echo':
      return `${calls} Facebook’s echo is awaited: what surely did not arrive ${absent}; what cannot be told is not sent twice.`;
    case 'conversation':
      return `${calls} The Page sends no echoes, so each is looked up in its conversation, one a second: what is not there ${absent}; what cannot be told is not sent twice.`;
    case 'repeat':
      return resend !== 'on_absence'
        ? `${calls} They are not repeated, ${resend === 'never' ? 'as the campaign wants' : 'because the campaign was stopped'}.`
        : `${calls} They are repeated with the same Idempotency-Key, by which the receiver can drop what it has.`;
  }
}
