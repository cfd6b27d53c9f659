// What is missing or wrong in a request's rules: its condition on the answer, its credentials. Pure.
import type { BodyCondition, ClientCredentials, SuccessRule } from './call-rules.contract.ts';
import { findUrlFault } from './check-url.ts';
import type { ConnectorRequest } from './connector.contract.ts';

interface Problem {
  field: string;
  message: string;
  remedy: string | null;
}

/** Names joined by dots, at most twelve. */
const PATH = /^[^.\s]+(\.[^.\s]+){0,11}$/;

export const inspectRules = ({ success, auth, headers }: ConnectorRequest): Problem[] => [
  ...inspectSuccess(success),
  ...(auth === null ? [] : [...inspectCredentials(auth), ...inspectHeaders(headers)]),
];

function inspectSuccess({ statuses, body }: SuccessRule): Problem[] {
  const problems: Problem[] = [];
  if (statuses.length === 0)
    problems.push({
      field: 'success.statuses',
      message: 'No status counts as success.',
      remedy: 'Enter at least one, such as 2xx.',
    });
  return body === null ? problems : [...problems, ...inspectCondition(body)];
}

function inspectCondition(condition: BodyCondition): Problem[] {
  const problems: Problem[] = [];
  if (!PATH.test(condition.path))
    problems.push({
      field: 'success.body.path',
      message: 'Which value of the answer decides is not said.',
      remedy: 'Enter its path, such as data.status.',
    });
  if (condition.op === 'one_of' && condition.values.length === 0)
    problems.push({
      field: 'success.body.values',
      message: 'No value counts as success.',
      remedy: 'Enter at least one.',
    });
  return problems;
}

function inspectCredentials({ token_url, client_id, client_secret }: ClientCredentials): Problem[] {
  const problems: Problem[] = [];
  const fault = findUrlFault(token_url);
  if (fault !== null)
    problems.push({ field: 'auth.token_url', message: `The token URL ${fault}.`, remedy: null });
  if (client_id === '')
    problems.push({ field: 'auth.client_id', message: 'The client id is missing.', remedy: null });
  if (client_secret === '')
    problems.push({
      field: 'auth.client_secret',
      message: 'The client secret is missing.',
      remedy: 'It is stored encrypted.',
    });
  return problems;
}

function inspectHeaders(headers: ConnectorRequest['headers']): Problem[] {
  const at = headers.findIndex(({ name }) => name.toLowerCase() === 'authorization');
  if (at < 0) return [];
  const message = 'The Authorization header is set by OAuth.';
  const remedy = 'Remove the header, or the access token under “Answer and retries”.';
  return [{ field: `headers.${at}.name`, message, remedy }];
}
