// Checks of a request before it has a recipient: what connectors and the Messenger edge find wrong with it, for campaigns,
// which know neither.
import type { ConnectorRequest, RenderedRequest } from '../connectors/connector.contract.ts';
import { inspectRequest } from '../connectors/render-request.ts';
import { hasUserInfo } from '../kit/public-address.ts';
import { checkSendBody } from '../messenger/send-api.ts';
import { readBody } from './send-request.ts';

export interface RequestProblem {
  field: string; // path into the request
  message: string;
  remedy: string | null;
}

/** Whether an address carries a password: it may be neither stored nor shown. */
export const holdsPassword = (url: string): boolean => hasUserInfo(url);

export const listRequestProblems = (request: ConnectorRequest): RequestProblem[] => inspectRequest(request);

/** What the Send API would refuse whoever the recipient is. What depends on the person shows in the preview. */
export function listSendProblems(request: ConnectorRequest): RequestProblem[] {
  const problems: RequestProblem[] = [];
  if (request.method !== 'POST') {
    problems.push({
      field: 'method',
      message: `The Send API takes POST, not ${request.method}.`,
      remedy: 'Choose POST.',
    });
  }
  if (request.body.kind === 'none') {
    problems.push({
      field: 'body',
      message: 'The message is missing.',
      remedy:
        'Send JSON with recipient and message: {"recipient":{"id":"{{ UserAttribute[\'ps_id\'] }}"},"message":{"text":"…"}}.',
    });
  }
  // In the query they would escape every check: the platform takes parameters there too.
  if (request.url.includes('?') || request.params.length > 0) {
    problems.push({
      field: request.params.length > 0 ? 'params' : 'url',
      message: 'The Send API call has parameters in its address.',
      remedy: 'Put them into the body, beside recipient and message.',
    });
  }
  return problems;
}

/** Every limit of the Send API that a rendered message breaks. */
export function checkMessage(request: RenderedRequest): RequestProblem[] {
  const body = readBody(request);
  if (body === null)
    return [{ field: '', message: 'The body is not a JSON object.', remedy: 'See the preview.' }];
  return checkSendBody(body.json).map(({ field, message }) => ({
    field,
    message: `${field} ${message}.`,
    remedy: null,
  }));
}
