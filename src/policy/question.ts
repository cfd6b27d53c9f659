// What the policy is asked, and what it answers.
import type { PolicyReason, Route } from './rule.ts';

export interface Question {
  now: Date;
  /** '' when the message has none; the platform takes that for RESPONSE. */
  messagingType: string;
  tag: string | null;
  /** template_type of the message, 'utility' for a utility template, null for none. */
  template: string | null;
  /**
   * Status of the utility template that is named, in its language (APPROVED, PENDING, …). null: the Page has none of that
   * name; undefined: not known here, so not judged.
   */
  utilityStatus?: string | null | undefined;
  /** The key the person is addressed by: a key of `recipient`, or subscription_token of the paid API. Default: id. */
  recipient?: string | undefined;
  /** Who words the message; default: a campaign. */
  author?: 'campaign' | 'person' | undefined;
  person: Addressee;
  page?: { /** ISO 3166-1. */ country: string | null; adAccount: boolean } | undefined;
  /** Of a private reply. */
  comment?: Comment | undefined;
  /** How long the window after an ad is, where the rule of the day allows more than 24 hours. Default: 24, at most 168. */
  adWindowHours?: number | undefined;
  /** Default: CLOSING_MARGIN_MS. */
  closingMarginMs?: number | undefined;
}

export interface Addressee {
  /** null: not known to have written to this Page. */
  lastUserActionAt: Date | null;
  /** The first message after a Click-to-Messenger ad. */
  adMessageAt?: Date | null | undefined;
  /** When the platform said the person cannot be reached; null since they last wrote. */
  blockedAt: Date | null;
  /** When the person asked not to be messaged; null since they asked for messages again. */
  optedOutAt?: Date | null | undefined;
  /** ISO 3166-1, where it is known. */
  country?: string | null | undefined;
  /** The opt-in to marketing messages; null: none. */
  marketing?: MarketingToken | null | undefined;
}

export interface MarketingToken {
  /** null: not told. */
  expiresAt: Date | null;
  /** The person stopped this topic (`STOP NOTIFICATIONS`). */
  stoppedAt: Date | null;
  lastSentAt: Date | null;
}

export interface Comment {
  at: Date;
  alreadyReplied: boolean;
  /** The Page wrote it itself. */
  byPage: boolean;
}

export type Verdict =
  /** `until`: when this answer ends; null: it does not end by time. */
  | { readonly kind: 'send'; readonly route: Route; readonly until: Date | null }
  /** Waiting for the person to write does not help (of `blocked`: it does). */
  | { readonly kind: 'refuse'; readonly reason: Exclude<PolicyReason, OutsideReason> }
  /** The message may go as soon as the person writes. */
  | { readonly kind: 'outside_window'; readonly reason: OutsideReason };

export type OutsideReason = 'window_closed' | 'window_unknown';
