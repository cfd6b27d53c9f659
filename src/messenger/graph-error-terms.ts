// The terms the table of the platform's errors is written in: what the sender can do about one, and the treatments that
// many errors share. Data and types; the rows are in graph-error-table.ts.
import type { Again, Mender } from '../kit/remedy.ts';

/**
 * retry            the same call may succeed soon; tries with back-off
 * slow_down        too many calls: the whole Page stops for as long as the headers ask
 * pause_page       the Page itself is barred or switched off: it stops, longer each time
 * needs_token      the whole Page stops until it is connected again
 * window_closed    the messaging window is closed, whatever we believed
 * suppress_person  this person cannot be reached on this Page, by any campaign, until they write
 * drop_person      this message cannot go to this person
 * opt_out          the person said no to this kind of message
 * fix              the request is wrong; never again unchanged
 * operator         the call was fine; somebody must change a setting at Facebook
 * verify_by_echo   the answer does not tell whether it was sent: only the echo does
 */
export type GraphErrorAction =
  | 'retry'
  | 'slow_down'
  | 'pause_page'
  | 'needs_token'
  | 'window_closed'
  | 'suppress_person'
  | 'drop_person'
  | 'opt_out'
  | 'fix'
  | 'operator'
  | 'verify_by_echo';

/** What Talaria does by itself, told to whoever reads a report. */
export const DEEDS: Record<GraphErrorAction, string> = {
  retry: 'Tries again with growing waits, then gives up.',
  slow_down: 'Stops the Page for as long as Facebook asks; nothing fails.',
  pause_page: 'Stops the Page, longer each time; nothing fails.',
  needs_token: 'Stops the Page until it is connected again; nothing fails.',
  window_closed: 'Holds the message until the person writes, when the campaign says so; otherwise it fails.',
  suppress_person: 'Leaves the person out of every campaign of the Page until they write.',
  drop_person: 'Leaves this person out, this time.',
  opt_out: 'Leaves this person out, this time.',
  fix: 'Does not send it again as it is.',
  operator: 'Does not send it again until the setting is changed.',
  verify_by_echo: 'Waits for the echo and does not send it again without proof.',
};

export interface Treatment {
  action: GraphErrorAction;
  who: Mender;
  again: Again;
  remedy: string;
  /** Of `retry`: calls in all, where fewer than usual make sense. */
  tries?: number;
  /** Of `retry`: the shortest wait. Of the pauses: the first one, when the headers do not say. */
  waitSeconds?: number;
  /** Of the pauses: they double up to here while the error comes back. */
  longestSeconds?: number;
}

/**
 * [key, title, remedy when it is not that of the group]. A key is `code/subcode`, a `code`, or a bare subcode above 10000
 * whose main code Meta does not print or varies.
 */
export type GraphErrorRow = readonly [key: string, title: string, remedy?: string];
export type GraphErrorGroup = readonly [treatment: Treatment, rows: readonly GraphErrorRow[]];

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const soon: Treatment = {
  action: 'retry',
  who: 'facebook',
  again: 'now',
  remedy: 'Nothing to mend on our side. See https://metastatus.com if it persists.',
};
/** Temporary by its nature: the usual number of tries. */
export const RETRY: Treatment = soon;
/** "Few": the code also stands for people who blocked the Page and for missing permissions. */
export const RETRY_FEW: Treatment = { ...soon, tries: 3 };
/** Another program is busy with the conversation: seconds do not help, minutes do. */
export const RETRY_MINUTES: Treatment = { ...soon, who: 'nobody', waitSeconds: MINUTE };
export const RETRY_HOURLY: Treatment = { ...soon, who: 'nobody', waitSeconds: HOUR };
export const CONTROLLED: Treatment = {
  ...soon,
  who: 'page_admin',
  waitSeconds: 10 * MINUTE,
  remedy: 'Make this app the default in Conversation Routing of the Page, or take over the conversation.',
};
/** Fetching may fail once by chance; twice, the address is at fault. */
export const MEDIA_FETCH: Treatment = {
  action: 'retry',
  who: 'you',
  again: 'once_mended',
  remedy: 'Check that the address answers publicly within 10 s (video: 75 s) with the right type and size.',
  tries: 2,
  waitSeconds: 30,
};

export const SLOW_DOWN: Treatment = {
  action: 'slow_down',
  who: 'nobody',
  again: 'now',
  remedy:
    'Nothing to do: sending goes on by itself when Facebook allows it. Lower SEND_RATE_PER_SECOND if it recurs.',
  waitSeconds: MINUTE,
  longestSeconds: 15 * MINUTE, // calls while blocked lengthen the block
};
export const SLOW_DOWN_BRIEFLY: Treatment = { ...SLOW_DOWN, waitSeconds: 5, longestSeconds: MINUTE };
export const SLOW_DOWN_CALMLY: Treatment = { ...SLOW_DOWN, waitSeconds: 30, longestSeconds: 5 * MINUTE };

export const BARRED: Treatment = {
  action: 'pause_page',
  who: 'page_admin',
  again: 'once_mended',
  remedy:
    'See Page Quality in Business Suite. Sending is tried again after 30 minutes, then less and less often.',
  waitSeconds: HOUR / 2,
  longestSeconds: 4 * HOUR,
};
export const BARRED_FOR_HOURS: Treatment = {
  ...BARRED,
  remedy:
    'See Page Quality in Business Suite and stop what people report. Sending is tried again after two hours.',
  waitSeconds: 2 * HOUR,
  longestSeconds: 24 * HOUR,
};

export const NEEDS_TOKEN: Treatment = {
  action: 'needs_token',
  who: 'page_admin',
  again: 'once_mended',
  remedy: 'Connect the Page again with a new Page access token (Pages → Connect).',
};
export const NEEDS_PERMISSION: Treatment = {
  ...NEEDS_TOKEN,
  who: 'app_developer',
  remedy:
    'Grant the permission in the Facebook app (App Review → Permissions), make a new Page token and connect the Page again.',
};

export const WINDOW_CLOSED: Treatment = {
  action: 'window_closed',
  who: 'person',
  again: 'once_written',
  remedy: 'Nothing to mend: the window opens when the person writes to the Page again.',
};
export const SUPPRESS: Treatment = {
  action: 'suppress_person',
  who: 'person',
  again: 'no',
  remedy: 'Nothing to mend: the person decides. A later message from the person makes them reachable again.',
};
export const DROP: Treatment = {
  action: 'drop_person',
  who: 'nobody',
  again: 'no',
  remedy: 'Nothing to mend: this message cannot go to this person.',
};
export const DROP_STRANGER: Treatment = {
  ...DROP,
  who: 'you',
  remedy:
    'The PSID belongs to another Page or the conversation was deleted. Collect the PSID from this Page.',
};
export const OPT_OUT: Treatment = {
  action: 'opt_out',
  who: 'person',
  again: 'no',
  remedy: 'Respect it: the person can opt in again.',
};

export const FIX: Treatment = {
  action: 'fix',
  who: 'you',
  again: 'no',
  remedy: 'Correct the message in the campaign; the text of the answer names the field.',
};
export const FIX_MEDIA: Treatment = {
  ...FIX,
  remedy: 'Use media of the type the message says, of at most 25 MB (images 8 MB).',
};
export const FIX_ROUTING: Treatment = {
  action: 'fix',
  who: 'page_admin',
  again: 'once_mended',
  remedy: 'Change Conversation Routing in the Page settings, or take over the conversation.',
};
export const APP_SETTING: Treatment = {
  action: 'operator',
  who: 'app_developer',
  again: 'once_mended',
  remedy: 'Request what the call needs in the Facebook app (App Review), then send again.',
};
export const PAGE_SETTING: Treatment = {
  action: 'operator',
  who: 'page_admin',
  again: 'once_mended',
  remedy: 'A Page administrator changes the setting in Business Suite.',
};
export const VERIFY: Treatment = {
  action: 'verify_by_echo',
  who: 'nobody',
  again: 'no',
  remedy: 'Nothing to do: the echo of the message settles it.',
};
