// Requests of people about their data, as programs send them: in MoEngage's form ("Submit a GDPR/CCPA data request",
// moengage.com/docs/api/gdpr) and in that of OpenGDPR, which it was made from (github.com/opengdpr/opengdpr, 0.1).
import { z } from 'zod';
import { idSchema, parseId } from '../kit/ids.ts';
import { isStorable, NOT_STORABLE } from '../kit/storable-text.ts';
import { customerId } from '../profiles/profile.contract.ts';

const KINDS = ['erasure', 'access', 'portability'] as const;
/** Of one person: "Multiple users cannot be deleted using this API in a single payload". */
const MAX_IDENTITIES = 20;

const plain = (maxLength: number) =>
  z.string().trim().min(1, 'must not be empty').max(maxLength).refine(isStorable, NOT_STORABLE);
const raw = z.literal('raw', 'must be raw: hashed identities cannot be matched').default('raw');
const identity = z.discriminatedUnion(
  'identity_type',
  [
    z.object({
      identity_type: z.literal('email'),
      identity_value: plain(320),
      identity_format: raw,
    }),
    z.object({
      identity_type: z.enum(['customer_id', 'controller_customer_id']),
      identity_value: customerId,
      identity_format: raw,
    }),
    z.object({
      identity_type: z.literal('moengage_id'),
      identity_value: idSchema('prf').transform((id) => parseId('prf', id)),
      identity_format: raw,
    }),
  ],
  'must be email, customer_id, controller_customer_id or moengage_id',
);
export type Identity = z.output<typeof identity>;

const identities = z
  .array(identity)
  .min(1, 'can not be an empty list')
  .max(MAX_IDENTITIES, `must have at most ${MAX_IDENTITIES} entries`);
const common = {
  submitted_time: z.iso.datetime({ offset: true }).optional(),
  api_version: z.string().max(20).optional(),
};

export const moengageRequest = z.object({ ...common, request_type: z.enum(KINDS), identities });

export const openGdprRequest = z.object({
  ...common,
  subject_request_id: plain(100),
  subject_request_type: z.enum(KINDS),
  subject_identities: identities,
});
