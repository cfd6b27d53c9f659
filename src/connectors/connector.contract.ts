// The request of a connector campaign as an operator enters it: method, URL, parameters, headers, body.
// URL and values may hold Liquid, names may not; what each may contain is bounded here once.
import { z } from 'zod';
import { callRules, DEFAULT_RULES } from './call-rules.contract.ts';

const MAX_ROWS = 50;

const row = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(200),
  value: z.string().max(4000),
});
const rows = z.array(row).max(MAX_ROWS);

const headerName = z
  .string()
  .trim()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'must be a header name such as X-Api-Key')
  .refine(
    (name) => !/^(host|content-length|connection|transfer-encoding|idempotency-key)$/i.test(name),
    'is set by Talaria',
  )
  .refine(
    (name) => !/^(upgrade|expect|keep-alive|te|trailer|proxy-connection)$/i.test(name),
    'belongs to the connection, not to the request',
  );

const header = z.object({
  name: headerName,
  value: z
    .string()
    .max(4000)
    .regex(/^[^\r\n]*$/, 'must be one line'),
  /** Stored encrypted and shown as dots from then on. */
  secret: z.boolean().default(false),
});

export const connectorBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('form'), rows: rows.min(1) }),
  /**
   * A name with dots makes nested objects (recipient.id), parts that count from 0 an array (buttons.0.title).
   * A value that is one {{ output }} keeps the attribute's type, so a PSID stays a text; a value that is JSON as typed
   * (5, true, {"a": "{{ x }}"}, and "5" for the text) stays JSON; anything else is a text.
   */
  z.object({ kind: z.literal('json_rows'), rows: rows.min(1) }),
  z.object({
    kind: z.literal('raw'),
    content_type: z
      .string()
      .max(100)
      .refine((type) => /^[ -~]*$/.test(type), 'must be a content type such as application/json')
      .default('application/json'),
    text: z.string().max(65_536),
  }),
]);
export type ConnectorBody = z.output<typeof connectorBody>;

export const connectorRequest = z
  .object({
    method: z.enum(['POST', 'PUT', 'PATCH', 'GET', 'DELETE']).default('POST'),
    url: z.string().trim().min(1, 'must not be empty').max(2000),
    params: rows.default([]),
    headers: z.array(header).max(MAX_ROWS).default([]),
    body: connectorBody.default({ kind: 'none' }),
    /** What an attribute does that a person lacks and that has no fallback: skip the person, or stand empty. */
    missing_attribute: z.enum(['skip', 'blank']).default('skip'),
    ...callRules,
  })
  .meta({ id: 'ConnectorRequest' });
export type ConnectorRequest = z.output<typeof connectorRequest>;

/** A request as it lies in the database: one stored by an earlier version names no rules, and has the defaults. */
export const completeRequest = (stored: ConnectorRequest): ConnectorRequest => ({
  ...DEFAULT_RULES,
  ...stored,
});

/** The same for the Send API, which has its own answers and its own token: whatever the form still holds counts nothing. */
export const withoutRules = (request: ConnectorRequest): ConnectorRequest => ({
  ...request,
  ...DEFAULT_RULES,
});

/**
 * A request after rendering: what goes over the wire. Secrets are still inside; `createMask` makes it storable. Only an
 * access token that is fetched for the call is not: dots stand for it.
 */
export interface RenderedRequest {
  method: ConnectorRequest['method'];
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

/** The same for eyes and for the attempts table: tokens and secret headers masked. */
export const shownRequest = z
  .object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().nullable(),
  })
  .meta({ id: 'ShownRequest' });
export type ShownRequest = z.output<typeof shownRequest>;
