// What the platform's error codes mean, who can mend each and how, and what the sender does about it: data, no logic.
// After Meta's Messenger error codes (edition of 2026-06-25), Graph API error handling and rate limiting.

/**
 * retry           the same call may succeed soon; a few tries with back-off
 * window_closed   the messaging window is closed, whatever we believed
 * drop_person     this person cannot be reached on this Page
 * opt_out         the person said no to this kind of message
 * pause_lane      the whole Page must stop sending
 * needs_token     the whole Page must stop until it is connected again
 * fix             the request is wrong; never again unchanged
 * verify_by_echo  the answer does not tell whether it was sent: only the echo does
 * operator        the call was fine; somebody must change a setting at Facebook
 */
export type GraphErrorAction =
  | 'retry'
  | 'window_closed'
  | 'drop_person'
  | 'opt_out'
  | 'pause_lane'
  | 'needs_token'
  | 'fix'
  | 'verify_by_echo'
  | 'operator';

/**
 * [key, title, remedy, action, wait in seconds]. A key is `code/subcode`, a `code`, or a bare subcode above 10000 whose
 * main code Meta does not print or varies. With a wait, a pause is a rate limit: the message itself stays due.
 */
export type GraphErrorRow = readonly [
  key: string,
  title: string,
  remedy: string,
  action: GraphErrorAction,
  waitSeconds?: number,
];

const WRITE_AGAIN = 'Nothing to mend: the window opens when the person writes to the Page again.';
const UNREACHABLE =
  'Nothing to mend: the person decides. A later message from the person makes them reachable again.';
const RECONNECT = 'Connect the Page again with a new Page access token (Pages → Connect).';
const SLOW_DOWN =
  'Nothing to do: sending goes on by itself when Facebook allows it. Lower SEND_RATE_PER_SECOND if it recurs.';
const TRY_AGAIN = 'Nothing to do: it is tried again. See https://metastatus.com if it persists.';
const FIX_MESSAGE = 'Correct the message in the campaign; the text of the answer names the field.';
const MEDIA =
  'Check that the address answers publicly within 10 s (video: 75 s) with the right type and at most 25 MB (images 8 MB).';
const GRANT =
  'Grant the permission in the Facebook app (App Review → Permissions), make a new Page token and connect the Page again.';

export const GRAPH_ERRORS: readonly GraphErrorRow[] = [
  ['1', 'Facebook reported an unknown error', TRY_AGAIN, 'retry'],
  ['99', 'Facebook reported an unknown error', TRY_AGAIN, 'retry'],
  [
    '1/1357046',
    'Facebook could not build its own answer; the message was probably sent',
    'Nothing to do: the echo of the message settles it.',
    'verify_by_echo',
  ],
  [
    '1/2018382',
    'The instant form is not usable',
    'Check the form_id and that the form belongs to this Page.',
    'fix',
  ],
  [
    '2',
    'Facebook could not deliver right now; some blocked people are reported like this too',
    TRY_AGAIN,
    'retry',
  ],
  [
    '2/2018344',
    'The terms for labels are not accepted',
    'A Page administrator accepts the contact terms in Business Suite.',
    'operator',
  ],
  ['4', 'The app sent too many calls', SLOW_DOWN, 'pause_lane', 60],
  ['17', 'The user behind the token sent too many calls', SLOW_DOWN, 'pause_lane', 60],
  ['32', 'The Page sent too many calls', SLOW_DOWN, 'pause_lane', 60],
  ['80001', 'The Page sent too many calls to the Pages API', SLOW_DOWN, 'pause_lane', 60],
  ['80002', 'The account sent too many calls to the Instagram API', SLOW_DOWN, 'pause_lane', 60],
  ['80005', 'The Page sent too many lead calls', SLOW_DOWN, 'pause_lane', 60],
  ['80006', 'The Page sent too many Messenger calls', SLOW_DOWN, 'pause_lane', 60],
  [
    '4/2018354',
    'The next marketing message to this person is too soon',
    'Wait for the cadence the person agreed to.',
    'retry',
  ],
  [
    '9/2018352',
    'The person was asked for an opt-in too often',
    'Nothing to mend now: ask again later.',
    'drop_person',
  ],
  ['10', 'The app lacks the permission for this call', GRANT, 'needs_token'],
  ['10/2018278', 'Outside the messaging window', WRITE_AGAIN, 'window_closed'],
  ['10/2534022', 'Outside the messaging window', WRITE_AGAIN, 'window_closed'],
  [
    '10/2018065',
    'Outside the messaging window, and the Page is not a registered news Page',
    WRITE_AGAIN,
    'window_closed',
  ],
  ['10/2018108', 'The person cannot receive messages now', UNREACHABLE, 'drop_person'],
  [
    '10/2018336',
    'The conversation is restricted by European privacy rules',
    'Nothing to mend: the person is not reachable with this kind of message.',
    'drop_person',
  ],
  [
    '10/1893015',
    'The person stopped messages on this topic',
    'Respect it: the person can opt in again.',
    'opt_out',
  ],
  [
    '10/1404170',
    'The Page is barred from asking for opt-ins',
    'See Page Quality in Business Suite; wait for the end of the restriction.',
    'pause_lane',
  ],
  [
    '10/1893063',
    'The Page is temporarily barred from sending',
    'See Page Quality in Business Suite. Sending is tried again after 30 minutes, then less and less often.',
    'pause_lane',
    1800,
  ],
  ['100', 'A parameter is wrong', FIX_MESSAGE, 'fix'],
  [
    '100/33',
    'The object does not exist or this token may not see it',
    'Check the Page id in the address and the permissions of the token.',
    'fix',
  ],
  [
    '100/2018001',
    'Facebook knows no such person on this Page',
    'The PSID belongs to another Page or the conversation was deleted. Collect the PSID from this Page.',
    'drop_person',
  ],
  ['100/2018008', 'Facebook could not fetch the media', MEDIA, 'retry'],
  ['100/2018294', 'Facebook could not fetch the video in time', MEDIA, 'retry'],
  ['100/2018014', 'A message and a sender action were sent together', 'Send them in two calls.', 'fix'],
  ['100/2018032', 'The message holds invalid data', FIX_MESSAGE, 'fix'],
  ['100/2018034', 'The message is empty', FIX_MESSAGE, 'fix'],
  ['100/2018047', 'The media is not of the type the message says', MEDIA, 'fix'],
  ['100/2018109', 'The media is too large', MEDIA, 'fix'],
  [
    '100/2018074',
    'The attachment id is unknown, of another Page, or older than 90 days',
    'Upload the media again and use the new attachment id.',
    'fix',
  ],
  ['100/2018164', 'The app id is wrong', FIX_MESSAGE, 'fix'],
  ['100/2018320', 'A product id is wrong', 'Use ids of the catalogue that is connected to the Page.', 'fix'],
  [
    '100/2018328',
    'Product templates need a newer Graph API version',
    'Use Graph API v8.0 or newer in the address.',
    'fix',
  ],
  [
    '2018416',
    'The message template was refused',
    'Remove what utility templates do not allow, a QUICK_REPLY button for instance.',
    'fix',
  ],
  ['100/2534015', 'The message holds invalid data', FIX_MESSAGE, 'fix'],
  [
    '100/2534025',
    'The comment cannot be answered privately',
    'Nothing to mend: one private reply within 7 days of a comment is all there is.',
    'fix',
  ],
  [
    '100/2534037',
    'Another app owns this conversation',
    'Change Conversation Routing in the Page settings, or take over the conversation.',
    'fix',
  ],
  ['190', 'The Page access token is not valid', RECONNECT, 'needs_token'],
  ['190/458', 'The person behind the token removed the app', RECONNECT, 'needs_token'],
  [
    '190/459',
    'Facebook wants the person behind the token to log in and confirm their account',
    `That person logs in at facebook.com. ${RECONNECT}`,
    'needs_token',
  ],
  ['190/460', 'The person behind the token changed their password', RECONNECT, 'needs_token'],
  [
    '190/463',
    'The Page access token has expired',
    `${RECONNECT} A token made from a long-lived user token does not expire.`,
    'needs_token',
  ],
  [
    '190/464',
    'The person behind the token has not confirmed their account',
    `That person confirms the account at facebook.com. ${RECONNECT}`,
    'needs_token',
  ],
  ['190/467', 'The token was invalidated, by a log-out for instance', RECONNECT, 'needs_token'],
  [
    '190/492',
    'The person behind the token lost their role on the Page',
    'Give that person the task MESSAGING on the Page, or connect with the token of somebody who has it.',
    'needs_token',
  ],
  ['102', 'The session behind the token has ended', RECONNECT, 'needs_token'],
  [
    '104',
    'The call was not signed as the app demands',
    'Check the app secret of this app (Pages → Connect).',
    'needs_token',
  ],
  ['200', 'A permission is missing', GRANT, 'needs_token'],
  [
    '200/2018028',
    'The person has no role on the app, and the app may not message anybody else yet',
    'Publish the app and get advanced access to pages_messaging (App Review), or give the person a role on the app.',
    'operator',
  ],
  ['200/2018027', 'Customer matching by phone number is not approved', 'Address people by PSID.', 'operator'],
  ['200/2018021', 'Customer matching needs a fee', 'Address people by PSID.', 'operator'],
  [
    '551',
    'The person is not available: messages turned off, Page blocked, or account gone',
    UNREACHABLE,
    'drop_person',
  ],
  [
    '1545041',
    'The person is not available: messages turned off, Page blocked, or account gone',
    UNREACHABLE,
    'drop_person',
  ],
  [
    '368',
    'Facebook blocks the Page for a while because of abuse reports',
    'See Page Quality in Business Suite and stop what people report. Sending is tried again after two hours.',
    'pause_lane',
    7200,
  ],
  ['508/2534122', 'The link cannot be shared right now', TRY_AGAIN, 'retry'],
  ['613', 'The Page sent too fast', SLOW_DOWN, 'pause_lane', 5],
  [
    '613/2018338',
    'The person got too many tagged messages',
    'Nothing to mend: the person is left alone.',
    'drop_person',
  ],
  [
    '613/1893016',
    'The person has an open opt-in request on this topic',
    'Wait for the answer to the first request.',
    'drop_person',
  ],
  ['613/2534040', 'Too many calls', SLOW_DOWN, 'pause_lane', 5],
  ['613/1996', 'The number of calls jumps too much', SLOW_DOWN, 'pause_lane', 30],
  ['1200', 'Facebook could not send right now', TRY_AGAIN, 'retry'],
  [
    '2022',
    'Commerce messaging is turned off for this Page',
    'See the commerce status of the Page in Commerce Manager.',
    'pause_lane',
  ],
  ['230', 'A permission is missing', GRANT, 'needs_token'],
  [
    '10303',
    'The account-linking token is wrong or older than 5 minutes',
    'Start the account linking again.',
    'fix',
  ],
  [
    '10900',
    'The comment was already answered privately',
    'Nothing to mend: one private reply a comment is all there is.',
    'drop_person',
  ],
  ['10902', 'The comment cannot be answered privately', 'Nothing to mend.', 'drop_person'],
  ['10903', 'The comment cannot be answered privately', 'Nothing to mend.', 'drop_person'],
  ['2018144', 'An error of instant games or the Extensions SDK', FIX_MESSAGE, 'fix'],
  ['2018154', 'An error of instant games or the Extensions SDK', FIX_MESSAGE, 'fix'],
  ['2018163', 'An error of instant games or the Extensions SDK', FIX_MESSAGE, 'fix'],
  ['2018166', 'An error of instant games or the Extensions SDK', FIX_MESSAGE, 'fix'],
  [
    '2018171',
    'The app has not the role for this call in Conversation Routing',
    'Change Conversation Routing in the Page settings.',
    'fix',
  ],
  [
    '2018234',
    'The app has not the role for this call in Conversation Routing',
    'Change Conversation Routing in the Page settings.',
    'fix',
  ],
  [
    '2018218',
    'The person has no Facebook profile',
    'Nothing to mend: there is no name to read.',
    'drop_person',
  ],
  [
    '2018247',
    'The app may not read profiles',
    'Request advanced access to Business Asset User Profile Access for the app.',
    'operator',
  ],
  [
    '2018300',
    'Another app controls this conversation',
    'Make this app the default in Conversation Routing of the Page, or take over the conversation.',
    'operator',
  ],
  ['2018321', "Messenger's automated answers are busy with this conversation", TRY_AGAIN, 'retry'],
  ['9000001', 'The message was deleted or is older than the 20 newest', 'Nothing to mend.', 'fix'],
];

/** Spans the table of Meta gives as a range: [from, to, as the row of]. */
export const GRAPH_ERROR_RANGES: readonly (readonly [from: number, to: number, row: GraphErrorRow])[] = [
  [200, 299, ['200', 'A permission is missing', GRANT, 'needs_token']],
  [
    2018173,
    2018188,
    [
      '2018173',
      'The media of the template is not usable',
      'Media templates take an attachment_id or a facebook.com address, never another one.',
      'fix',
    ],
  ],
  [2071010, 2071025, ['2071010', 'An error of instant games or the Extensions SDK', FIX_MESSAGE, 'fix']],
  [24001, 24005, ['24001', 'An error of payments', FIX_MESSAGE, 'fix']],
  [36103, 36103, ['36103', 'An error of Instagram messaging', FIX_MESSAGE, 'fix']],
  [2534013, 2534077, ['2534013', 'An error of Instagram messaging', FIX_MESSAGE, 'fix']],
];
