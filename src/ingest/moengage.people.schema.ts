// What programs written for MoEngage's Data API ask about people: merge, delete, read. The shapes are those of its "Merge Users",
// "Delete Users" and "Get User" pages (moengage.com/docs/api/user).
import { z } from 'zod';
import { idSchema, parseId } from '../kit/ids.ts';
import { customerId } from '../profiles/profile.contract.ts';

const MAX_PAIRS = 100;
/** "The rate limit is 20 users per payload" (Get User). */
const MAX_IDENTIFIERS = 20;
const MAX_FIELDS = 500;

export const mergeCall = z.object({
  merge_data: z
    .array(z.object({ merged_user: customerId, retained_user: customerId }))
    .min(1, 'can not be an empty list')
    .max(MAX_PAIRS, `must have at most ${MAX_PAIRS} pairs`),
});

/** Its own id of a person is here the id of the profile. */
const ownId = idSchema('prf').transform((id) => ({ profileId: parseId('prf', id) }));
const ofCustomer = customerId.transform((id) => ({ customerId: id }));

/** "Identifier types can either be customer_id … or moengage_id"; the page also names customer_id `id`. */
export const deleteCall = z.discriminatedUnion('identity_type', [
  z.object({ identity_type: z.enum(['customer_id', 'id']), identity_value: ofCustomer }),
  z.object({ identity_type: z.literal('moengage_id'), identity_value: ownId }),
]);

const identifier = z.discriminatedUnion('identifier_type', [
  z.object({ identifier_type: z.literal('customer_id'), identifier: ofCustomer }),
  z.object({ identifier_type: z.literal('id'), identifier: ownId }),
]);

export const exportCall = z.object({
  identifiers: z
    .array(identifier)
    .min(1, 'can not be an empty list')
    .max(MAX_IDENTIFIERS, `must have at most ${MAX_IDENTIFIERS} entries`),
  /** Default: all there are. */
  user_fields_to_export: z.array(z.string().max(200)).max(MAX_FIELDS).optional(),
});
