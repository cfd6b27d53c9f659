// What a request's rules say, in a few sentences. Pure.
import type { ConnectorRequest } from '../../../api/types.ts';

export type Rules = Pick<
  ConnectorRequest,
  'success' | 'retry' | 'timeouts' | 'follow_redirects' | 'max_response_kb' | 'auth'
>;
export type Condition = NonNullable<ConnectorRequest['success']['body']>;

/** "An answer of 2xx in which ok is “true” is success. Up to 6 calls within an hour, 20 s each. …" */
export function rulesWords(rules: Rules): string {
  return [successWords(rules.success), retryWords(rules), redirectWords(rules), authWords(rules)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function successWords({ statuses, body }: Rules['success']): string {
  const answer = statuses.length === 0 ? 'No answer' : `An answer of ${orList(statuses)}`;
  return `${answer}${body ? ` in which ${conditionWords(body)}` : ''} is success.`;
}

export function conditionWords(condition: Condition): string {
  const path = condition.path.trim() || '…';
  switch (condition.op) {
    case 'equals':
      return `${path} is “${condition.value}”`;
    case 'not_equals':
      return `${path} is not “${condition.value}”`;
    case 'one_of':
      return `${path} is ${orList(condition.values.map((value) => `“${value}”`)) || '…'}`;
    case 'exists':
      return `${path} is there`;
    case 'not_exists':
      return `${path} is not there`;
  }
}

function retryWords({ retry, timeouts }: Rules): string {
  const each = `${timeouts.total_ms / 1000} s`;
  if (retry.max_attempts === 1) return `One call of at most ${each}; none is made again.`;
  return `Up to ${retry.max_attempts} calls within ${minuteWords(retry.within_minutes)}, at most ${each} each.`;
}

function minuteWords(minutes: number): string {
  if (minutes % 60 !== 0) return minutes === 1 ? 'a minute' : `${minutes} minutes`;
  return minutes === 60 ? 'an hour' : `${minutes / 60} hours`;
}

function redirectWords({ follow_redirects }: Rules): string {
  if (follow_redirects === 0) return 'Redirects are not followed.';
  return follow_redirects === 1
    ? 'One redirect is followed.'
    : `Up to ${follow_redirects} redirects are followed.`;
}

function authWords({ auth }: Rules): string {
  if (auth === null) return '';
  const host = URL.canParse(auth.token_url) ? new URL(auth.token_url).host : '';
  return host === '' ? 'With an OAuth access token.' : `With an OAuth access token from ${host}.`;
}

function orList(parts: string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
}
