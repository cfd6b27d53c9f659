// How a connector's call is made and what of its answer counts: credentials, time limits, redirects, success, retries.
// Part of `connectorRequest`; every rule has a default, so that a request without any is complete.
import { z } from 'zod';

/**
 * Where in a JSON answer: names joined by dots, parts of digits count into lists from 0 (results.0.status). What a draft
 * leaves open or half typed is found by `inspectRequest`.
 */
const answerPath = z.string().trim().max(200);
const answerValue = z.string().max(200);

/**
 * What a JSON answer must say. A value is compared by its text: "true" equals true as well as "true", and 5 equals "5".
 * What is null is as good as missing; what is missing equals nothing.
 */
export const bodyCondition = z.discriminatedUnion('op', [
  z.object({ path: answerPath, op: z.literal('equals'), value: answerValue }),
  z.object({ path: answerPath, op: z.literal('not_equals'), value: answerValue }),
  z.object({ path: answerPath, op: z.literal('one_of'), values: z.array(answerValue).max(20) }),
  z.object({ path: answerPath, op: z.literal('exists') }),
  z.object({ path: answerPath, op: z.literal('not_exists') }),
]);
export type BodyCondition = z.output<typeof bodyCondition>;

const successRule = z.object({
  statuses: z
    .array(z.string().regex(/^[2-5](xx|\d\d)$/, 'must be a status such as 201, or a class such as 2xx'))
    .max(20)
    .default(['2xx']),
  body: bodyCondition.nullable().default(null),
});
export type SuccessRule = z.output<typeof successRule>;

const retryRule = z.object({
  max_attempts: z.number().int().min(1).max(20).default(6).describe('Calls in all'),
  within_minutes: z.number().int().min(1).max(1440).default(60).describe('Counted from the first call'),
});
export type RetryRule = z.output<typeof retryRule>;

const timeouts = z.object({
  connect_ms: z.number().int().min(100).max(60_000).default(5_000),
  total_ms: z
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(20_000)
    .describe('From the call to the end of its answer; redirects and fetching a token included'),
});

/** OAuth 2.0 client credentials (RFC 6749 §4.4). */
const clientCredentials = z.object({
  kind: z.literal('oauth2_client_credentials'),
  token_url: z.string().trim().max(2000),
  client_id: z.string().trim().max(500),
  client_secret: z.string().max(4000).describe('Stored encrypted and shown as dots from then on'),
  scope: z.string().trim().max(1000).default(''),
  audience: z.string().trim().max(1000).default('').describe('For servers that ask for it; empty: not sent'),
  client_auth: z
    .enum(['basic', 'body'])
    .default('basic')
    .describe('Where the credentials stand: in the Authorization header, or in the form'),
});
export type ClientCredentials = z.output<typeof clientCredentials>;

export const callRules = {
  success: successRule.default(successRule.parse({})),
  retry: retryRule.default(retryRule.parse({})),
  timeouts: timeouts.default(timeouts.parse({})),
  follow_redirects: z.number().int().min(0).max(5).default(0).describe('At most; 0: none is followed'),
  max_response_kb: z
    .number()
    .int()
    .min(1)
    .max(1024)
    .default(64)
    .describe('The rest of an answer is not read'),
  auth: clientCredentials.nullable().default(null),
};
const rules = z.object(callRules);
export type CallRules = z.output<typeof rules>;

/** The rules of a request that names none. */
export const DEFAULT_RULES: CallRules = rules.parse({});
