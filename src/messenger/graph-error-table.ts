// What the platform's error codes mean, who can mend each and how, and what the sender does about it: data, no logic.
// After Meta's Messenger error codes (edition of 2026-06-25), Graph API error handling and rate limiting.

import type { GraphErrorGroup, GraphErrorRow, Treatment } from './graph-error-terms.ts';
import * as terms from './graph-error-terms.ts';

const MADE_FROM_LONG_LIVED = 'A token made from a long-lived user token does not expire.';
const RECONNECT = terms.NEEDS_TOKEN.remedy;
const BY_PSID = 'Address people by PSID.';
const ONE_PRIVATE_REPLY = 'Nothing to mend: one private reply a comment, within 7 days, is all there is.';
const NOT_THERE = 'The person is not available: messages turned off, Page blocked, or account gone';
const NOT_OURS = 'An error of instant games or the Extensions SDK';

/** By what is done about them. */
export const GRAPH_ERRORS: readonly GraphErrorGroup[] = [
  [
    terms.RETRY,
    [
      ['508/2534122', 'The link cannot be shared right now'],
      ['1200', 'Facebook could not send right now'],
    ],
  ],
  [
    terms.RETRY_FEW,
    [
      ['1', 'Facebook reported an unknown error'],
      ['99', 'Facebook reported an unknown error'],
      ['2', 'Facebook could not deliver right now; some blocked people are reported like this too'],
    ],
  ],
  [
    terms.RETRY_MINUTES,
    [
      [
        '2018321',
        "Messenger's automated answers are busy with this conversation",
        'Nothing to mend: they end by themselves.',
      ],
    ],
  ],
  [
    terms.RETRY_HOURLY,
    [
      [
        '4/2018354',
        'The next marketing message to this person is too soon',
        'Wait for the cadence the person agreed to.',
      ],
    ],
  ],
  [terms.CONTROLLED, [['2018300', 'Another app controls this conversation']]],
  [
    terms.MEDIA_FETCH,
    [
      ['100/2018008', 'Facebook could not fetch the media'],
      ['100/2018294', 'Facebook could not fetch the video in time'],
    ],
  ],

  [
    terms.SLOW_DOWN,
    [
      ['4', 'The app sent too many calls'],
      ['17', 'The user behind the token sent too many calls'],
      ['32', 'The Page sent too many calls'],
      ['80001', 'The Page sent too many calls to the Pages API'],
      ['80002', 'The account sent too many calls to the Instagram API'],
      ['80005', 'The Page sent too many lead calls'],
      ['80006', 'The Page sent too many Messenger calls'],
    ],
  ],
  [
    terms.SLOW_DOWN_BRIEFLY,
    [
      ['613', 'The Page sent too fast'],
      ['613/2534040', 'Too many calls'],
    ],
  ],
  [terms.SLOW_DOWN_CALMLY, [['613/1996', 'The number of calls jumps too much']]],
  [
    terms.BARRED,
    [
      ['10/1893063', 'The Page is temporarily barred from sending'],
      ['10/1404170', 'The Page is barred from asking for opt-ins'],
      [
        '2022',
        'Commerce messaging is turned off for this Page',
        'See the commerce status of the Page in Commerce Manager.',
      ],
    ],
  ],
  [terms.BARRED_FOR_HOURS, [['368', 'Facebook blocks the Page for a while because of abuse reports']]],

  [
    terms.NEEDS_TOKEN,
    [
      ['190', 'The Page access token is not valid'],
      ['190/458', 'The person behind the token removed the app'],
      [
        '190/459',
        'Facebook wants the person behind the token to log in and confirm their account',
        `That person logs in at facebook.com. ${RECONNECT}`,
      ],
      ['190/460', 'The person behind the token changed their password'],
      ['190/463', 'The Page access token has expired', `${RECONNECT} ${MADE_FROM_LONG_LIVED}`],
      [
        '190/464',
        'The person behind the token has not confirmed their account',
        `That person confirms the account at facebook.com. ${RECONNECT}`,
      ],
      ['190/467', 'The token was invalidated, by a log-out for instance'],
      [
        '190/492',
        'The person behind the token lost their role on the Page',
        'Give that person the task MESSAGING on the Page, or connect with the token of somebody who has it.',
      ],
      ['102', 'The session behind the token has ended'],
      [
        '104',
        'The call was not signed as the app demands',
        'Check the app secret of this app (Pages → Connect).',
      ],
    ],
  ],
  [
    terms.NEEDS_PERMISSION,
    [
      ['10', 'The app lacks the permission for this call'],
      ['200', 'A permission is missing'],
      ['230', 'A permission is missing'],
    ],
  ],

  [
    terms.WINDOW_CLOSED,
    [
      ['10/2018278', 'Outside the messaging window'],
      ['10/2534022', 'Outside the messaging window'],
      ['10/2018065', 'Outside the messaging window, and the Page is not a registered news Page'],
    ],
  ],
  [
    terms.SUPPRESS,
    [
      ['10/2018108', 'The person cannot receive messages now'],
      ['551', NOT_THERE],
      ['1545041', NOT_THERE],
    ],
  ],
  [
    terms.DROP,
    [
      ['9/2018352', 'The person was asked for an opt-in too often', 'Nothing to mend now: ask again later.'],
      ['10/2018336', 'The conversation is restricted by European privacy rules'],
      ['613/2018338', 'The person got too many tagged messages'],
      [
        '613/1893016',
        'The person has an open opt-in request on this topic',
        'Wait for the answer to the first request.',
      ],
      ['10900', 'The comment was already answered privately', ONE_PRIVATE_REPLY],
      ['10902', 'The comment cannot be answered privately', ONE_PRIVATE_REPLY],
      ['10903', 'The comment cannot be answered privately', ONE_PRIVATE_REPLY],
      ['2018218', 'The person has no Facebook profile', 'Nothing to mend: there is no name to read.'],
    ],
  ],
  [terms.DROP_STRANGER, [['100/2018001', 'Facebook knows no such person on this Page']]],
  [terms.OPT_OUT, [['10/1893015', 'The person stopped messages on this topic']]],

  [
    terms.FIX,
    [
      ['100', 'A parameter is wrong'],
      [
        '100/33',
        'The object does not exist or this token may not see it',
        'Check the Page id in the address and the permissions of the token.',
      ],
      ['100/2018014', 'A message and a sender action were sent together', 'Send them in two calls.'],
      ['100/2018032', 'The message holds invalid data'],
      ['100/2018034', 'The message is empty'],
      ['100/2534015', 'The message holds invalid data'],
      [
        '100/2018074',
        'The attachment id is unknown, of another Page, or older than 90 days',
        'Upload the media again and use the new attachment id.',
      ],
      ['100/2018164', 'The app id is wrong'],
      ['100/2018320', 'A product id is wrong', 'Use ids of the catalogue that is connected to the Page.'],
      [
        '100/2018328',
        'Product templates need a newer Graph API version',
        'Use Graph API v8.0 or newer in the address.',
      ],
      ['100/2534025', 'The comment cannot be answered privately', ONE_PRIVATE_REPLY],
      [
        '1/2018382',
        'The instant form is not usable',
        'Check the form_id and that the form belongs to this Page.',
      ],
      [
        '2018416',
        'The message template was refused',
        'Remove what utility templates do not allow, a QUICK_REPLY button for instance.',
      ],
      [
        '10303',
        'The account-linking token is wrong or older than 5 minutes',
        'Start the account linking again.',
      ],
      ['2018144', NOT_OURS],
      ['2018154', NOT_OURS],
      ['2018163', NOT_OURS],
      ['2018166', NOT_OURS],
      ['9000001', 'The message was deleted or is older than the 20 newest', 'Nothing to mend.'],
    ],
  ],
  [
    terms.FIX_MEDIA,
    [
      ['100/2018047', 'The media is not of the type the message says'],
      ['100/2018109', 'The media is too large'],
    ],
  ],
  [
    terms.FIX_ROUTING,
    [
      ['100/2534037', 'Another app owns this conversation'],
      ['2018171', 'The app has not the role for this call in Conversation Routing'],
      ['2018234', 'The app has not the role for this call in Conversation Routing'],
    ],
  ],
  [
    terms.APP_SETTING,
    [
      [
        '200/2018028',
        'The person has no role on the app, and the app may not message anybody else yet',
        'Publish the app and get advanced access to pages_messaging (App Review), or give the person a role on the app.',
      ],
      ['200/2018027', 'Customer matching by phone number is not approved', BY_PSID],
      ['200/2018021', 'Customer matching needs a fee', BY_PSID],
      [
        '2018247',
        'The app may not read profiles',
        'Request advanced access to Business Asset User Profile Access for the app.',
      ],
    ],
  ],
  [
    terms.PAGE_SETTING,
    [
      [
        '2/2018344',
        'The terms for labels are not accepted',
        'A Page administrator accepts the contact terms in Business Suite.',
      ],
    ],
  ],
  [terms.VERIFY, [['1/1357046', 'Facebook could not build its own answer; the message was probably sent']]],
];

/** Spans Meta's table gives as a range, both ends included. A row of its own comes first. */
export const GRAPH_ERROR_RANGES: readonly (readonly [
  from: number,
  to: number,
  treatment: Treatment,
  row: GraphErrorRow,
])[] = [
  [200, 299, terms.NEEDS_PERMISSION, ['200–299', 'A permission is missing']],
  [
    2018173,
    2018188,
    terms.FIX,
    [
      '2018173–2018188',
      'The media of the template is not usable',
      'Media templates take an attachment_id or a facebook.com address, never another one.',
    ],
  ],
  [2071010, 2071025, terms.FIX, ['2071010–2071025', NOT_OURS]],
  [24001, 24005, terms.FIX, ['24001–24005', 'An error of payments']],
  [36103, 36103, terms.FIX, ['36103', 'An error of Instagram messaging']],
  [2534013, 2534077, terms.FIX, ['2534013–2534077', 'An error of Instagram messaging']],
];

/** For a code that is nowhere above: treated as our fault, because repeating it could only repeat the refusal. */
export const GENERIC_ERROR: readonly [Treatment, GraphErrorRow] = [
  {
    ...terms.FIX,
    remedy: 'Read the message Facebook sent with it, and see the error codes of the Messenger Platform.',
  },
  ['other', 'Facebook refused the call with a code that is not documented'],
];
