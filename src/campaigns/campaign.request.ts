// A campaign's request between the form and the row: secrets sealed on the way in, dots on the way out, and a pasted Page
// token removed, because the Page's own token is used. Pure but for the sealing.
import { isSealed, sealHeader } from '../delivery/compile-plan.ts';
import { invalid } from '../kit/errors.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { CampaignDefinition } from './campaign.contract.ts';

/** What a stored secret looks like from outside. Sent back unchanged, it means: keep it. */
export const SECRET_SHOWN = '••••••••';

type Request = CampaignDefinition['request'];

/** The definition as shown: no secret leaves. */
export function hideSecrets(definition: CampaignDefinition): CampaignDefinition {
  const headers = definition.request.headers.map((header) =>
    header.secret && isSealed(header.value) ? { ...header, value: SECRET_SHOWN } : header,
  );
  return { ...definition, request: { ...definition.request, headers } };
}

/** The definition as stored. `before` holds the secrets that the form sent back as dots. */
export function sealSecrets(
  definition: CampaignDefinition,
  before: CampaignDefinition | null,
  secrets: Secrets,
): CampaignDefinition {
  const headers = definition.request.headers.map((header, index) => {
    if (!header.secret || header.value === '') return header;
    if (header.value === SECRET_SHOWN) return { ...header, value: keptSecret(before, header.name, index) };
    // A sealed text typed by hand would be opened for whoever typed it.
    if (isSealed(header.value))
      throw invalid(
        `request.headers.${index}.value`,
        'The value of a secret header cannot begin with "sealed:".',
      );
    return { ...header, value: sealHeader(header.value, secrets) };
  });
  return { ...definition, request: { ...definition.request, headers } };
}

function keptSecret(before: CampaignDefinition | null, name: string, index: number): string {
  const kept = before?.request.headers.find(
    (header) => header.secret && header.name === name && isSealed(header.value),
  );
  if (kept) return kept.value;
  throw invalid(`request.headers.${index}.value`, `Enter the secret value of ${name} again.`);
}

const TOKEN = /^(access_token|appsecret_proof)$/i;

/** Page tokens pasted into a Send API call, as MoEngage wants them: never stored in a campaign. */
export function removePastedTokens(request: Request): { request: Request; tokens: string[] } {
  const tokens: string[] = [];
  const keep = <R extends { name: string; value: string }>(rows: R[]): R[] =>
    rows.filter((row) => {
      if (!TOKEN.test(row.name)) return true;
      if (/^access_token$/i.test(row.name) && row.value.trim() !== '') tokens.push(row.value.trim());
      return false;
    });
  const [address = '', ...rest] = request.url.split('?');
  const query = keep(rest.join('?').split('&').filter(Boolean).map(readPair));
  const url = query.length > 0 ? `${address}?${query.map((pair) => pair.text).join('&')}` : address;
  const { body } = request;
  const cleaned =
    body.kind === 'form' || body.kind === 'json_rows' ? { ...body, rows: keep(body.rows) } : body;
  return { request: { ...request, url, params: keep(request.params), body: cleaned }, tokens };
}

function readPair(text: string): { name: string; value: string; text: string } {
  const at = text.indexOf('=');
  return at < 0
    ? { name: text, value: '', text }
    : { name: text.slice(0, at), value: text.slice(at + 1), text };
}
