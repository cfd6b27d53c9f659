// The words the platform's rules are written in: routes, conditions, reasons. The rules themselves are data (`rules.ts`).

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The way a message takes. Each has its own conditions. */
export type Route =
  | 'response'
  | 'utility'
  | 'feedback'
  | 'human_agent'
  | 'private_reply'
  | 'marketing_legacy'
  | 'marketing_paid'
  | 'one_time_notification'
  | 'news'
  | 'tag';

/** Why a message may not go. Explained in `reasons.ts`. */
export type PolicyReason =
  | 'blocked'
  | 'opted_out'
  | 'window_closed'
  | 'window_unknown'
  | 'tag_retired'
  | 'tag_unknown'
  | 'tag_missing'
  | 'tag_people_only'
  | 'tag_news_only'
  | 'tag_needs_feedback_template'
  | 'utility_needs_template'
  | 'utility_unknown'
  | 'utility_not_approved'
  | 'messaging_type_unknown'
  | 'recipient_unsupported'
  | 'comment_unknown'
  | 'comment_too_old'
  | 'comment_already_replied'
  | 'comment_of_page'
  | 'one_time_unsupported'
  | 'marketing_region'
  | 'marketing_page_region'
  | 'marketing_person_region'
  | 'marketing_needs_ad_account'
  | 'marketing_no_token'
  | 'marketing_token_expired'
  | 'marketing_stopped'
  | 'marketing_too_soon';

/** What a rule asks of a message, besides that the person can be reached at all. */
export type Condition =
  /** Within so long of the person's last action; `adLengthMs`: at most so long of a first message that follows an ad. */
  | { kind: 'window'; lengthMs: number; adLengthMs?: number }
  /** Only with this template. */
  | { kind: 'template'; template: string; otherwise: PolicyReason }
  /** Only what a person writes by hand. */
  | { kind: 'by_hand'; otherwise: PolicyReason }
  /** One answer to a comment or post, within so long of it, and not to the Page itself. */
  | { kind: 'comment'; lengthMs: number }
  /** Only if the person's country, or the Page's when that is unknown, is one of these. */
  | { kind: 'region'; countries: ReadonlySet<string>; otherwise: PolicyReason }
  /** Only for businesses in these countries. */
  | { kind: 'page_region'; countries: ReadonlySet<string>; otherwise: PolicyReason }
  /** Not to people in these countries; whose country is unknown is left to the platform. */
  | { kind: 'person_outside'; countries: ReadonlySet<string>; otherwise: PolicyReason }
  | { kind: 'ad_account'; otherwise: PolicyReason }
  /** With the token of the person's opt-in, once in so long. */
  | { kind: 'marketing_token'; everyMs: number }
  | { kind: 'never'; otherwise: PolicyReason };

export interface Rule {
  what: string;
  /** It is about messages with one of these tags, or these messaging types, or addressed by these keys of `recipient`. */
  tags?: readonly string[];
  types?: readonly string[];
  recipients?: readonly string[];
  route: Route;
  /** All must hold; none: nothing is asked. The first that does not is the reason. */
  conditions: readonly Condition[];
  /** In force from this day on (00:00 UTC); null: always was. */
  from: string | null;
  /** Not in force any more from this day on; null: still is. */
  until: string | null;
  source: string;
  /** What is open, contested, or cannot be judged here. */
  note?: string;
}
