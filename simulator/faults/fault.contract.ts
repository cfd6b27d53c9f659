// What PUT /sandbox/faults accepts. README.md explains each action; faults.ts picks, graph/ and webhooks/ carry out.
import { z } from 'zod';

const ms = z.number().int().min(0).max(86_400_000);

export const graphActionSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('error'),
    code: z.number().int(),
    subcode: z.number().int().optional(),
    message: z.string().max(2000).optional(),
    http_status: z.number().int().min(400).max(599).optional(),
    /** What the usage header of the Page says beside it, as a throttle does. */
    usage: z
      .strictObject({
        percent: z.number().int().min(0).max(1000),
        regain_minutes: z.number().int().min(0).max(1440).default(0),
      })
      .optional(),
  }),
  /** The call is carried out, and an error is answered all the same: 1/1357046, "was sent". */
  z.strictObject({
    type: z.literal('error_after_accept'),
    code: z.number().int().default(1),
    subcode: z.number().int().optional(),
    http_status: z.number().int().min(400).max(599).optional(),
  }),
  z.strictObject({ type: z.literal('delay'), ms }),
  /** Slow in the way real services are: most calls near the median, one in a hundred at `p99_ms` or above. */
  z
    .strictObject({ type: z.literal('latency'), median_ms: ms.min(1), p99_ms: ms.min(1) })
    .refine((value) => value.median_ms <= value.p99_ms, {
      message: 'p99_ms must not be below median_ms',
      path: ['p99_ms'],
    }),
  z.strictObject({ type: z.literal('hang') }),
  z.strictObject({ type: z.literal('hang_after_accept') }),
  z.strictObject({ type: z.literal('reset') }),
  z.strictObject({ type: z.literal('reset_after_accept') }),
  z.strictObject({ type: z.literal('html'), status: z.number().int().min(400).max(599).default(502) }),
  z.strictObject({ type: z.literal('truncate') }),
]);
/** What strikes instead of, or after, a call. Latency comes on top of that. */
export type GraphAction = Exclude<z.output<typeof graphActionSchema>, { type: 'latency' }>;

export const webhookActionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('drop') }),
  z.strictObject({ type: z.literal('duplicate'), times: z.number().int().min(1).max(10).default(1) }),
  z.strictObject({ type: z.literal('late'), ms }),
  z.strictObject({ type: z.literal('shuffle'), ms: ms.default(2000) }),
  z.strictObject({ type: z.literal('bad_signature') }),
]);
export type WebhookAction = z.output<typeof webhookActionSchema>;

const graphMatchSchema = z.strictObject({
  kind: z.literal('graph'),
  method: z
    .string()
    .transform((text) => text.toUpperCase())
    .pipe(z.enum(['GET', 'POST', 'DELETE']))
    .optional(),
  /** The path without its version; `*` stands for anything. */
  path: z.string().min(1).max(500).optional(),
  psid: z.string().optional(),
  page_id: z.string().optional(),
});
export type GraphMatch = z.output<typeof graphMatchSchema>;

const webhookMatchSchema = z.strictObject({
  kind: z.literal('webhook'),
  field: z.string().optional(),
  psid: z.string().optional(),
  page_id: z.string().optional(),
});
export type WebhookMatch = z.output<typeof webhookMatchSchema>;

const common = {
  probability: z.number().min(0).max(1).default(1),
  /** How often it may strike; without it, always. */
  times: z.number().int().min(1).optional(),
};

const graphFaultSchema = z.strictObject({ match: graphMatchSchema, action: graphActionSchema, ...common });
const webhookFaultSchema = z.strictObject({
  match: webhookMatchSchema,
  action: webhookActionSchema,
  ...common,
});

/** Chosen by `match.kind`, so that an error names the field that is wrong and not "invalid input" for the union. */
const faultSchema = z.unknown().transform((value, context) => {
  const kind = (value as { match?: { kind?: unknown } } | null)?.match?.kind;
  if (kind !== 'graph' && kind !== 'webhook') {
    context.addIssue({ code: 'custom', path: ['match', 'kind'], message: 'must be "graph" or "webhook"' });
    return z.NEVER;
  }
  // `fired` is what GET adds; a list that was read may be put back as it is.
  const { fired: _fired, ...fault } = value as Record<string, unknown>;
  const parsed = (kind === 'graph' ? graphFaultSchema : webhookFaultSchema).safeParse(fault);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message });
  }
  return z.NEVER;
});

export const faultsSchema = z.array(faultSchema).max(100);
export type Fault = z.output<typeof graphFaultSchema> | z.output<typeof webhookFaultSchema>;
