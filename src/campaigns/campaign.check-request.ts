// What is wrong with a call that was entered as it is: its address, the secrets in it, its body.
import type { Destination } from '../delivery/destination.ts';
import { type ConnectorRequest, withoutRules } from '../delivery/plan.contract.ts';
import { holdsPassword, listRequestProblems, listSendProblems } from '../delivery/request-check.ts';
import { findPageByToken } from '../pages/pages.ts';
import type { Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { problemAt } from './campaign.problem.ts';
import { holdsToken, removePastedTokens } from './campaign.request.ts';

/** The request as it will be sent, without pasted tokens, and what is wrong with it. */
export async function checkRequest(
  needs: CampaignNeeds,
  workspaceId: string,
  { request: entered, destination }: { request: ConnectorRequest; destination: Destination },
): Promise<{ request: ConnectorRequest; problems: Problem[] }> {
  const isSendApi = destination.kind === 'send_api';
  const { request, tokens } = isSendApi
    ? removePastedTokens(withoutRules(entered))
    : { request: entered, tokens: [] };
  const problems: Problem[] = [];
  if (holdsPassword(request.url)) problems.push(PASSWORD_IN_URL);
  problems.push(...(await tokenProblems(needs, workspaceId, destination, tokens)));
  if (holdsPassword(request.auth?.token_url ?? '')) problems.push(PASSWORD_IN_TOKEN_URL);
  if (!problems.some(isPasswordProblem)) problems.push(...listRequestProblems(request).map(asError));
  if (!isSendApi) problems.push(...needs.callers.connectors.inspectAddresses(request).map(asError));
  if (isSendApi) problems.push(...listSendProblems(request).map(asError));
  if (isSendApi && holdsToken(request)) problems.push(TOKEN_IN_BODY);
  return { request, problems };
}

const TOKEN_IN_BODY = problemAt(
  'request.body.text',
  'The body holds an access token.',
  'Remove it: the stored token of the Page is used.',
);
const PASSWORD_IN_URL = problemAt(
  'request.url',
  'The address holds a user name or password.',
  'Take them out, and put "Basic …" into a secret Authorization header.',
);
const PASSWORD_IN_TOKEN_URL = problemAt(
  'request.auth.token_url',
  'The token URL holds a user name or password.',
  'Take them out; they belong into client id and client secret.',
);
const isPasswordProblem = ({ message }: Problem): boolean =>
  message === PASSWORD_IN_URL.message || message === PASSWORD_IN_TOKEN_URL.message;
const asError = (found: { field: string; message: string; remedy: string | null }): Problem =>
  problemAt(`request.${found.field}`, found.message, found.remedy);

/** The address is not repeated beside it. */
export const isSecretProblem = isPasswordProblem;

/** What keeps a definition even from being stored: a secret would lie in it in the clear, or be taken for another Page's. */
export const isTokenProblem = (problem: Problem): boolean =>
  problem.message === TOKEN_IN_BODY.message ||
  isPasswordProblem(problem) ||
  (problem.field.endsWith('request.params') && problem.severity === 'error');

async function tokenProblems(
  needs: CampaignNeeds,
  workspaceId: string,
  destination: Destination,
  tokens: string[],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const token of tokens) {
    const owner = await findPageByToken(needs.db, needs.secrets, workspaceId, token);
    if (owner !== undefined && owner === destination.pageId) continue;
    if (owner !== undefined) {
      problems.push(
        problemAt(
          'request.params',
          `The access_token is that of Page ${owner}, not of the Page in the address.`,
          'Remove it: the stored token of the Page is used.',
        ),
      );
    } else {
      problems.push({
        field: 'request.params',
        severity: 'warning',
        message: 'The access_token is not the one stored for this Page; it is not used.',
        remedy:
          'The stored token of the Page is used. To replace that one, give the Page a new token under Pages.',
      });
    }
  }
  return problems;
}
