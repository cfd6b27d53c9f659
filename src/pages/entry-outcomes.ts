// What became of a personal link that was opened, in words for operators. Only the first two leave the PSID with the customer.

export const VISIT_OUTCOMES = [
  'tied',
  'already',
  'used',
  'other_psid',
  'other_customer',
  'expired',
  'unknown_customer',
  'forged',
] as const;
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

/** Opened by somebody it could not be tied to: somebody should look. */
export const CONFLICTS = ['used', 'other_psid', 'other_customer'] as const satisfies VisitOutcome[];
export const REFUSALS = ['expired', 'unknown_customer'] as const satisfies VisitOutcome[];

export const OUTCOME_WORDS: Record<VisitOutcome, { title: string; remedy: string | null }> = {
  tied: { title: 'Tied to the customer', remedy: null },
  already: { title: 'Was this customer already', remedy: null },
  used: {
    title: 'The link was used before, by another person or before the two were parted',
    remedy: 'Whoever opened it may have been forwarded it. Make the customer a new link if it was them.',
  },
  other_psid: {
    title: 'The customer has another person of this Page already',
    remedy:
      'A link for one use gives no second one. If the customer changed accounts, save them with the new ps_id.',
  },
  other_customer: {
    title: 'The person belongs to another customer',
    remedy: 'Nothing was changed. If they are one, merge the customers.',
  },
  expired: {
    title: 'The link had expired or was put away',
    remedy: 'Make the customer a new one; a link can be valid for up to 365 days.',
  },
  unknown_customer: { title: 'The customer is gone', remedy: null },
  forged: { title: 'The link was changed, or made for another Page', remedy: null },
};
