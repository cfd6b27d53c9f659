// What is written to the ledger when a delivery's step is over: by `prepare` when no call is made, by `outcome` after one.
import type { DeliveryState } from './delivery.states.ts';

export interface Settlement {
  deliveryId: number;
  state: Exclude<DeliveryState, 'sending'>;
  reason: string | null;
  mid: string | null;
  /** For pending, held and unknown: when to look again. */
  dueAt: Date | null;
  /** Whether the call counts towards the limit of tries; being told to wait does not. */
  counts: boolean;
  /** The call behind it; null when none was made. */
  attempt: { number: number; outcome: string; status: number | null; response: string | null } | null;
}
