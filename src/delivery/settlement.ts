// What is written to the ledger when a delivery's step is over: by `prepare` when no call is made, by `outcome` after one.
import type { DeliveryState } from './delivery.states.ts';

export interface Settlement {
  deliveryId: number;
  state: Exclude<DeliveryState, 'sending'>;
  reason: string | null;
  mid: string | null;
  /** For pending, held and unknown: when to look again. */
  dueAt: Date | null;
  /** Of one that waits: after which it is not sent any more, where nothing said so before. */
  expiresAt?: Date | null;
  /** Whether the call counts towards the limit of tries; being told to wait does not. */
  counts: boolean;
  /** The place in the plan's routes: of what was done, or, of a pending delivery, of what is to be tried next. Default: as it was. */
  route?: number;
  /** Of a held delivery: the person's last action as it was known. Whoever has acted since is judged anew instead. */
  seenActionAt?: Date | null;
  /** The call behind it; null when none was made. */
  attempt: { number: number; outcome: string; status: number | null; response: string | null } | null;
}
