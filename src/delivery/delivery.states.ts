// The ledger's state machine as a table: the states, the statements that move a delivery, and every arrow with its cause.
// The statements name the old states they may leave; docs/delivery-states.md is printed from here, and the model test
// holds the table against what the statements really do.

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

interface Statement {
  /** Under src/. */
  file: string;
  /** What must be true of a row, besides the state it leaves, for the statement to touch it. */
  needs: string;
}

/** By the names of their functions. */
export const STATEMENTS = {
  insertRows: {
    file: 'delivery/enqueue.queries.ts',
    needs: 'no row yet of this campaign, occurrence, person, Page and entry',
  },
  beginAttempts: {
    file: 'delivery/attempt.queries.ts',
    needs:
      'the lease of the lane has not run out and the fence is its own; the attempt number is the next one; the occurrence is neither paused nor stopped; the person has not asked for no more',
  },
  withdrawAttempts: {
    file: 'delivery/attempt.queries.ts',
    needs: 'the fence and the attempt number are those of `beginAttempts`',
  },
  settleUncalled: {
    file: 'delivery/attempt.queries.ts',
    needs:
      'the lease of the lane has not run out and the fence is its own; for `held`, the person has not acted since they were judged. A row that a control makes wait stays pending, with its reason and a later due_at',
  },
  settleDeliveries: {
    file: 'delivery/attempt.queries.ts',
    needs:
      'the fence and the attempt number are those of `beginAttempts`; for `accepted` nothing, because it is proof',
  },
  recoverBegun: {
    file: 'delivery/lane.queries.ts',
    needs: 'the fence is lower than that of the lane’s holder',
  },
  applyEchoes: {
    file: 'delivery/receipts.ts',
    needs: 'the echo names this installation and the delivery, and comes from the Page of the delivery',
  },
  settleFound: {
    file: 'delivery/conversation.queries.ts',
    needs: 'the attempt number is the one that was asked about',
  },
  settleUnknown: {
    file: 'delivery/reconcile.queries.ts',
    needs:
      'the lease of the lane has not run out and the fence is its own; absence of this very attempt is proven, a repeat is safe, or there was no evidence for too long',
  },
  expireHeld: { file: 'delivery/waiting.queries.ts', needs: 'its time is over' },
  skipStopped: {
    file: 'delivery/waiting.queries.ts',
    needs: 'its occurrence is stopped and not finished',
  },
  skipExited: {
    file: 'delivery/exit.queries.ts',
    needs:
      'the person came in by something they did, and did before its time is over what makes the message pointless',
  },
  releaseHeld: {
    file: 'delivery/receipts.ts',
    needs: 'its time is not over; the person’s window is open',
  },
  sendAgain: {
    file: 'delivery/retry-failed.queries.ts',
    needs: 'its reason may have gone; the occurrences of the campaign are locked',
  },
  skipOptedOut: { file: 'profiles/consent.ts', needs: 'the person’s latest consent says no' },
  joinDeliveries: {
    file: 'profiles/merge.deliveries.ts',
    needs:
      'another delivery of the same person, occurrence and Page got further, or the first of the campaign left them out for comparison',
  },
} as const satisfies Record<string, Statement>;
export type StatementName = keyof typeof STATEMENTS;

export interface Arrow {
  from: readonly DeliveryState[];
  to: DeliveryState;
  by: StatementName;
  /** What happened. */
  cause: string;
}

/** Where a delivery begins. */
export const ENTRIES: readonly Omit<Arrow, 'from'>[] = [
  { to: 'pending', by: 'insertRows', cause: 'the person is in the audience, or came in one by one' },
  {
    to: 'skipped',
    by: 'insertRows',
    cause: 'the person has no PSID on the Page, or a control leaves them out',
  },
];

/**
 * Accepted, failed and skipped are the answers. Evidence of acceptance overrules everything: an echo may come after its
 * absence was believed, and whoever has the message must not get it again.
 *
 * Failed and skipped are left for pending only when an operator sends again to those it can succeed for. That is safe
 * because both mean "surely not taken": what may have been taken is failed as unknown_outcome, which is never chosen. (Other
 * addresses cannot prove it; a repeated call of theirs carries the same Idempotency-Key.)
 */
export const ARROWS: readonly Arrow[] = [
  { from: ['pending'], to: 'sending', by: 'beginAttempts', cause: 'its turn has come' },
  { from: ['pending'], to: 'skipped', by: 'settleUncalled', cause: 'a control or a rule says not to call' },
  { from: ['pending'], to: 'failed', by: 'settleUncalled', cause: 'no request can be made of it' },
  {
    from: ['pending'],
    to: 'held',
    by: 'settleUncalled',
    cause: 'the window is closed and the campaign waits',
  },
  { from: ['sending'], to: 'accepted', by: 'settleDeliveries', cause: 'the answer says so' },
  { from: ['sending'], to: 'failed', by: 'settleDeliveries', cause: 'refused for good, or the last try' },
  {
    from: ['sending'],
    to: 'pending',
    by: 'settleDeliveries',
    cause: 'refused for now: tried again later, or by the next route',
  },
  { from: ['sending'], to: 'unknown', by: 'settleDeliveries', cause: 'no answer that can be understood' },
  {
    from: ['sending'],
    to: 'unknown',
    by: 'recoverBegun',
    cause: 'its holder lost the lane before it settled',
  },
  {
    from: ['sending', 'unknown'],
    to: 'pending',
    by: 'withdrawAttempts',
    cause: 'the call was never started',
  },
  {
    from: ['pending', 'unknown', 'held', 'failed', 'skipped'],
    to: 'accepted',
    by: 'settleDeliveries',
    cause: 'the answer of a call came after the lane was lost, and says it was taken',
  },
  {
    from: ['pending', 'sending', 'unknown', 'held', 'failed', 'skipped'],
    to: 'accepted',
    by: 'applyEchoes',
    cause: 'its echo came',
  },
  { from: ['unknown'], to: 'accepted', by: 'settleFound', cause: 'the message is in the conversation' },
  { from: ['unknown'], to: 'pending', by: 'settleUnknown', cause: 'it was not taken: sent again' },
  {
    from: ['unknown'],
    to: 'failed',
    by: 'settleUnknown',
    cause: 'no evidence for too long; or not taken, and nothing more may be tried',
  },
  {
    from: ['unknown'],
    to: 'skipped',
    by: 'settleUnknown',
    cause: 'it was not taken, and the campaign is stopped',
  },
  { from: ['held'], to: 'pending', by: 'releaseHeld', cause: 'the person wrote' },
  { from: ['held'], to: 'skipped', by: 'expireHeld', cause: 'the person did not write in time' },
  {
    from: ['held'],
    to: 'pending',
    by: 'expireHeld',
    cause: 'the person did not write in time, and another route is left',
  },
  { from: ['pending', 'held'], to: 'skipped', by: 'skipOptedOut', cause: 'the person asked for no more' },
  {
    from: ['pending', 'held'],
    to: 'skipped',
    by: 'skipExited',
    cause: 'the person did what makes the message pointless',
  },
  { from: ['pending', 'held'], to: 'skipped', by: 'skipStopped', cause: 'the campaign was stopped' },
  { from: ['pending', 'held'], to: 'skipped', by: 'joinDeliveries', cause: 'two profiles became one person' },
  { from: ['failed', 'skipped'], to: 'pending', by: 'sendAgain', cause: 'an operator sends again' },
];

const STATES = Object.keys(DELIVERY_STATES) as DeliveryState[];

const leadsTo = (from: DeliveryState): DeliveryState[] =>
  STATES.filter((to) => ARROWS.some((arrow) => arrow.from.includes(from) && arrow.to === to));

/** Where each state can lead, by any cause. */
export const TRANSITIONS: Record<DeliveryState, readonly DeliveryState[]> = {
  pending: leadsTo('pending'),
  sending: leadsTo('sending'),
  unknown: leadsTo('unknown'),
  held: leadsTo('held'),
  accepted: leadsTo('accepted'),
  failed: leadsTo('failed'),
  skipped: leadsTo('skipped'),
};

export const SETTLED_STATES: readonly DeliveryState[] = ['accepted', 'failed', 'skipped'];

/** The states from which proof that the destination took the message (its echo, its answer) leads to `accepted`. */
export const PROVABLE_STATES: readonly DeliveryState[] = STATES.filter((from) =>
  TRANSITIONS[from].includes('accepted'),
);
