// The linter's rules as data: what each finds, how grave it is, what to do, and where it is written.

export type Severity = 'error' | 'warning';

export type LintRule =
  | 'purpose'
  | 'link_scheme'
  | 'link_space'
  | 'link_placeholder'
  | 'utility_promotion'
  | 'disclosure'
  | 'no_fallback'
  | 'markup'
  | 'text_near_limit'
  | 'one_time'
  | 'attachment_age'
  | 'unverified'
  | 'optin_request'
  | 'reusable'
  | 'europe';

export interface LintRuleTerms {
  title: string;
  severity: Severity;
  remedy: string;
  source: string;
}

const BUTTONS = 'Messenger Platform, Buttons: URL';

export const LINT_RULES: Readonly<Record<LintRule, LintRuleTerms>> = {
  purpose: {
    title:
      'The policy of the day refuses it, whoever it goes to: a retired tag, a tag for people, a utility message without its template',
    severity: 'error',
    remedy: 'See the reason.',
    source: 'Messenger Platform, Send API reference; talaria policy',
  },
  link_scheme: {
    title: 'The address is not http(s)',
    severity: 'error',
    remedy: 'Begin it with https://. To call a number, use a button of type phone_number.',
    source: BUTTONS,
  },
  link_space: {
    title: 'The address holds a space',
    severity: 'error',
    remedy: 'Remove it, or write it as %20.',
    source: BUTTONS,
  },
  link_placeholder: {
    title:
      'This address is only for examples (example.com) or for your own network; other people cannot open it',
    severity: 'warning',
    remedy: 'Enter the address it stands for.',
    source: 'RFC 2606, RFC 6761; error 100/2018008 for media that cannot be fetched',
  },
  utility_promotion: {
    title: 'Promotional words in a utility message',
    severity: 'warning',
    remedy:
      'Keep to the order, account or appointment it is about; send promotion inside the window. Facebook rejects such templates (TAG_SHOULD_BE_MARKETING) and restricts Pages that send it.',
    source: 'Messenger Platform, Utility messages (2026-03-13)',
  },
  disclosure: {
    title: 'An automated message that does not say so, where law demands it',
    severity: 'warning',
    remedy:
      'Say it at the start of a conversation, after a long pause and when a bot takes over from a person: “This is an automated message.”',
    source: 'Messenger Platform, Send messages (2026-05-05): California and Germany are named',
  },
  no_fallback: {
    title: 'Personalisation without a fallback',
    severity: 'warning',
    remedy: 'Give the attribute a fallback.',
    source: 'Talaria, Templates',
  },
  markup: {
    title: 'Markup that Messenger shows as it stands',
    severity: 'warning',
    remedy: 'Remove it: the text of a message is plain.',
    source: 'Messenger Platform, Send API reference, message.text',
  },
  text_near_limit: {
    title: 'A text of more than 1,990 characters',
    severity: 'warning',
    remedy: 'Shorten it: the reference says “less than 2000”, and senders report that emoji count more.',
    source: 'Messenger Platform, Send API reference, message.text',
  },
  one_time: {
    title: 'A request for a one-time notification',
    severity: 'warning',
    remedy: 'Ask for nothing: an approved utility template needs no opt-in.',
    source: 'Messenger Platform, One-time notification',
  },
  attachment_age: {
    title: 'Media by an id of Facebook',
    severity: 'warning',
    remedy: 'Choose the file from the media library, which uploads it again in time.',
    source: 'Messenger Platform, Saving assets',
  },
  unverified: {
    title: 'An id that only Facebook can check: of a product, a form, a sticker',
    severity: 'warning',
    remedy: 'Send a test to yourself first.',
    source: 'Messenger Platform, Error codes: 100/2018320, 1/2018382',
  },
  optin_request: {
    title: 'A request to opt in to marketing messages',
    severity: 'warning',
    remedy:
      'Ask nobody twice: while one request for a topic is open, Facebook refuses the next (613/1893016), and too many stop the Page from asking (9/2018352, 10/1404170).',
    source: 'Messenger Platform, Error codes (2026-06-25)',
  },
  reusable: {
    title: 'is_reusable in a message that is sent',
    severity: 'warning',
    remedy: 'Upload the file once (media library) and send its id.',
    source: 'Messenger Platform, Saving assets',
  },
  europe: {
    title: 'A feature that is switched off for Pages in Europe and Japan',
    severity: 'warning',
    remedy: 'Use another: a video as an attachment, a plain URL button.',
    source: 'Messenger Platform, Updates in Europe and Japan',
  },
};
