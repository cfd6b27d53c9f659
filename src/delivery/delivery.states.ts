// The ledger's state machine as a table. Every statement that changes a delivery's state names the old states it may
// come from; this is where those lists stand. docs/delivery-states.md is drawn from it.

export const DELIVERY_STATES = {
  pending: 'waits for its time and its turn',
  sending: 'its call is about to start or under way',
  unknown: 'called without an answer; the echo, or its absence, settles it',
  held: 'the messaging window is closed; leaves when the person next writes',
  accepted: 'the destination took it',
  failed: 'it was refused for good, or nothing more can be tried',
  skipped: 'not called, or not again: a rule, a missing value or a stop came first',
} as const;
export type DeliveryState = keyof typeof DELIVERY_STATES;

/**
 * From → to. Accepted, failed and skipped are the answers. Evidence of acceptance overrules everything: an echo may come
 * after its absence was believed, and whoever has the message must not get it again.
 *
 * Failed and skipped are left for pending only when an operator sends again to those it can succeed for. That is safe
 * because both mean "surely not taken": what may have been taken is failed as unknown_outcome, which is never chosen. (Other
 * addresses cannot prove it; a repeated call of theirs carries the same Idempotency-Key.)
 */
export const TRANSITIONS: Record<DeliveryState, readonly DeliveryState[]> = {
  pending: ['sending', 'accepted', 'failed', 'skipped', 'held'],
  sending: ['accepted', 'failed', 'skipped', 'held', 'unknown', 'pending'],
  unknown: ['accepted', 'pending', 'failed', 'skipped'],
  held: ['pending', 'accepted', 'skipped'],
  accepted: [],
  failed: ['accepted', 'pending'],
  skipped: ['accepted', 'pending'],
};

export const SETTLED_STATES: readonly DeliveryState[] = ['accepted', 'failed', 'skipped'];

/** The states from which proof that the destination took the message (its echo, its answer) leads to `accepted`. */
export const PROVABLE_STATES: readonly DeliveryState[] = (Object.keys(TRANSITIONS) as DeliveryState[]).filter(
  (from) => TRANSITIONS[from].includes('accepted'),
);
