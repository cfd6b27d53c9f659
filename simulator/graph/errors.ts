// The platform's error envelope and the codes of messenger-platform §7, each with the sentence and the HTTP status the
// sandbox gives it. Clients decide by `code` and `error_subcode`; the sentence is localised on the real platform.

/** Thrown by every Graph handler; graph.ts turns it into the envelope. */
export class GraphError extends Error {
  readonly code: number;
  readonly subcode: number | undefined;
  readonly status: number;
  readonly type: string;
  readonly transient: boolean;
  readonly data: Record<string, unknown> | undefined;

  constructor(
    code: number,
    subcode?: number,
    options: {
      message?: string | undefined;
      status?: number | undefined;
      type?: string;
      /** `error_data` */
      data?: Record<string, unknown>;
    } = {},
  ) {
    super(options.message ?? sentenceOf(code, subcode));
    this.code = code;
    this.subcode = subcode;
    this.status = options.status ?? statusOf(code, subcode);
    this.type = options.type ?? 'OAuthException';
    this.data = options.data;
    this.transient = code === 2 || code === 1200 || code === 508;
  }

  /** `message` in place of its own sentence, when it is given in another language. */
  toBody(trace: string, message = this.message): { error: Record<string, unknown> } {
    return {
      error: {
        message,
        type: this.type,
        code: this.code,
        ...(this.subcode === undefined ? {} : { error_subcode: this.subcode }),
        ...(this.data === undefined ? {} : { error_data: this.data }),
        ...(this.transient ? { is_transient: true } : {}),
        fbtrace_id: trace,
      },
    };
  }
}

/** 100 with a sentence that names the parameter. */
export function invalidParameter(detail: string, subcode?: number): GraphError {
  return new GraphError(100, subcode, { message: `(#100) ${detail}` });
}

/** 100/33: the object does not exist or may not be seen; also what a wrong path looks like. */
export function unknownObject(id: string, method: string): GraphError {
  return new GraphError(100, 33, {
    type: 'GraphMethodException',
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  });
}

const SENTENCES: Record<string, string> = {
  '1': 'An unknown error occurred',
  '2': 'Service temporarily unavailable',
  '1/2018382': '(#1) The instant form cannot be used.',
  '2/2018344': '(#2) The Page has not accepted the terms for custom labels.',
  '4': '(#4) Application request limit reached',
  '4/2018354': '(#4) It is too soon for another message to this person.',
  '10': '(#10) Application does not have permission for this action',
  '10/2018278': '(#10) This message is sent outside of allowed window.',
  '10/2018108': '(#10) This person is not receiving messages from you right now.',
  '10/1404170': '(#10) This Page is restricted from sending opt-in requests.',
  '10/1893015': '(#10) This person has stopped notifications of this topic.',
  '10/2018065': '(#10) This message is sent outside of allowed window. News messaging needs its permission.',
  '10/2018300': '(#10) Message failed to send because another app is controlling this thread now.',
  '10/1893063': '(#10) This Page is temporarily restricted from sending messages.',
  '100': '(#100) Invalid parameter',
  '100/2018001': '(#100) No matching user found',
  '100/2018008': '(#100) Failed to fetch the file from the url',
  '100/2018014': '(#100) Must provide either message or sender_action, not both',
  '100/2018047': '(#100) Upload attachment failure: the type does not match the file',
  '100/2018074': '(#100) Invalid attachment ID',
  '100/2018171': '(#100) The app does not have the role for this call.',
  '100/2534037': '(#100) The app does not own this thread.',
  '104': 'An access token is required to request this resource.',
  '190': 'Invalid OAuth access token - Cannot parse access token',
  '190/458': 'Error validating access token: The user has not authorized application.',
  '190/459':
    'Error validating access token: You cannot access the app till you log in to www.facebook.com and follow the instructions given.',
  '190/460':
    'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
  '190/463': 'Error validating access token: Session has expired.',
  '190/464':
    'Error validating access token: Sessions for the user are not allowed because the user is not a confirmed user.',
  '190/467': 'Error validating access token: The session is invalid because the user logged out.',
  '190/492': 'Error validating access token: The user does not have the appropriate role on the Page.',
  '200': '(#200) Permission error',
  '200/1545041': '(#200) This person is not available right now.',
  '200/2018028':
    '(#200) Cannot message users who are not admins, developers or testers of the app until the app is reviewed and live.',
  '368': '(#368) The action attempted has been deemed abusive or is otherwise disallowed',
  '551': '(#551) This person is not available right now.',
  '551/1545041': '(#551) This person is not available right now.',
  '613': '(#613) Calls to this api have exceeded the rate limit.',
  '613/1893016': '(#613) There is already an open request for this topic.',
  '1200': '(#1200) Temporary send message failure. Please try again later.',
  '2022': '(#2022) Commerce messaging is disabled for this Page.',
  '2300000': '(#2300000) The campaign is not active.',
  '2300004': '(#2300004) The subscription token could not be loaded.',
  '2300012': '(#2300012) The campaign is not ready yet.',
  '2300034': '(#2300034) This person has stopped marketing messages.',
  '2300035': '(#2300035) The minimum time between two messages has not passed.',
  '2300036': '(#2300036) This recipient is not available.',
  '10303': '(#10303) Invalid account linking token.',
  '80001': '(#80001) There have been too many calls to this Page account. Wait a bit and try again.',
  '80006': '(#80006) There have been too many calls to this Messenger account. Wait a bit and try again.',
};

function sentenceOf(code: number, subcode: number | undefined): string {
  return (
    SENTENCES[`${code}/${subcode}`] ??
    SENTENCES[String(code)] ??
    `(#${code}) The request could not be completed`
  );
}

/** The "HTTP (sim default)" column of §7. */
function statusOf(code: number, subcode: number | undefined): number {
  if (code === 190) return 401;
  if (code === 1 || code === 99) return subcode === 2018382 ? 400 : 500;
  if (code === 2) return subcode === undefined ? 503 : 400;
  if (code === 1200) return 500;
  if (code === 10 || code === 230 || (code >= 200 && code <= 299)) return subcode === undefined ? 403 : 400;
  return 400;
}
