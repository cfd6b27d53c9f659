// The catalogue over HTTP: which attributes and events there are, what they hold, and what an operator may do to them.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { isStorable, NOT_STORABLE } from '../kit/storable-text.ts';
import { ATTRIBUTE_TYPES, attributeName, eventName } from './profile.contract.ts';

const type = z.enum(ATTRIBUTE_TYPES);
const typeOrMixed = z
  .enum([...ATTRIBUTE_TYPES, 'mixed'])
  .describe('mixed: values of several types came; each stays what it is');

const change = z.object({
  kind: z.enum(['convert', 'rename', 'delete']),
  new_name: z.string().nullable(),
  progress: z.number().min(0).max(1).describe('Of the people looked at'),
  changed: z.number().int().describe('Values changed so far'),
  removed: z.number().int().describe('Of those, values that did not fit the new type'),
  started_at: z.iso.datetime(),
});

const attribute = z
  .object({
    name: z.string(),
    type,
    sensitive: z.boolean().describe('Hidden on screens from everybody but the owner'),
    from_websites: z
      .boolean()
      .describe(
        'A key for websites may set it, of everybody: such a key was the first to send it, or the owner said so',
      ),
    left_out: z.number().int().describe('Values that such keys sent without being allowed to'),
    left_out_at: z.iso.datetime().nullable().describe('When the last of them came'),
    description: z.string(),
    paths: z
      .array(z.object({ path: z.string().describe('city, or geo.lat'), type: typeOrMixed }))
      .describe('Of an object, what is inside'),
    people: z.number().int().nullable().describe('About how many have it, from a sample; null: not known'),
    last_seen_at: z.iso
      .datetime()
      .nullable()
      .describe('When a value last came, to within ten minutes; null: not since this is kept'),
    conflicts: z.number().int().describe('How many values of another type were refused'),
    change: change.nullable().describe('What is being done to the values of everybody'),
  })
  .meta({ id: 'Attribute' });

const USE_KINDS = ['sending_rules', 'segment', 'content_block', 'campaign'] as const;
export type UseKind = (typeof USE_KINDS)[number];

const use = z.object({
  kind: z.enum(USE_KINDS),
  id: z.string(),
  name: z.string().describe('Of the sending rules: for what they name it'),
});

const attributeDetails = attribute.extend({
  first_seen_at: z.iso.datetime(),
  conflicts_by_type: z.array(
    z.object({
      seen_type: type,
      times: z.number().int(),
      last_value: z.string().nullable().describe('Its first characters; null: hidden'),
      last_source: z.string().describe('api, moengage, segment, website, import, messenger, conversion'),
      first_at: z.iso.datetime(),
      last_at: z.iso.datetime(),
    }),
  ),
  used_by: z
    .array(use)
    .max(20)
    .describe('Sending rules, segments, content blocks and open campaigns that name it'),
});

const params = z.object({ name: z.string().min(1).max(100) });
const tag = 'Catalogue';

export const catalogueRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/catalogue',
    tag,
    permission: 'view',
    summary: 'Known attributes with their types, and events with what they carry',
    reply: z.object({
      attributes: z.array(attribute),
      events: z.array(
        z.object({
          name: z.string(),
          value_attribute: z.string().nullable().describe('Whose numbers are added up fastest'),
          filling_attribute: z.string().nullable().describe('Going to be the value attribute'),
          retain_days: z.number().int().nullable().describe('Older events are deleted; null: kept'),
          attributes: z.array(z.object({ name: z.string(), type: typeOrMixed })),
        }),
      ),
    }),
  }),
  values: contract({
    method: 'GET',
    path: '/api/catalogue/values',
    tag,
    permission: 'view',
    summary: 'Frequent values of an attribute, from a sample: what an editor suggests',
    query: z.object({
      attribute: z
        .string()
        .min(1)
        .max(302)
        .describe('Inside an object with dots: address.city. Of a list its elements'),
      event: eventName.optional().describe('Given: an attribute of this event, from the latest ones'),
      search: z
        .string()
        .trim()
        .max(200)
        .default('')
        .describe('Part of the value, upper and lower case alike'),
      limit: z.coerce.number().int().min(1).max(50).default(20),
    }),
    reply: z.object({
      values: z.array(
        z.object({
          value: z.union([z.string(), z.number(), z.boolean()]),
          share: z.number().describe('Of the people, or events, that were looked at'),
        }),
      ),
    }),
  }),
  get: contract({
    method: 'GET',
    path: '/api/catalogue/attributes/:name',
    tag,
    permission: 'view',
    summary: 'One attribute: what was refused, and who uses it',
    params,
    reply: attributeDetails,
  }),
  conversion: contract({
    method: 'GET',
    path: '/api/catalogue/attributes/:name/conversion',
    tag,
    permission: 'own',
    summary: 'What a change of type would do to the values there are',
    params,
    query: z.object({ type }),
    reply: z.object({
      people: z.number().int().describe('Who have a value'),
      fit: z
        .number()
        .int()
        .describe('Whose value is of the type, or can be made so: the text 12 the number 12'),
      unfit: z.number().int().describe('Whose value would be removed'),
      examples: z
        .array(z.object({ value: z.string(), people: z.number().int() }))
        .max(10)
        .describe('Of the unfit'),
      is_exact: z.boolean().describe('false: there are too many to look at all; the figures are of a sample'),
    }),
  }),
  update: contract({
    method: 'PUT',
    path: '/api/catalogue/attributes/:name',
    tag,
    permission: 'own',
    summary:
      'Say what an attribute means, hide it, open it to websites, give it another type, or another name',
    params,
    body: z
      .object({
        description: z.string().trim().max(500).refine(isStorable, NOT_STORABLE).optional(),
        sensitive: z.boolean().optional(),
        from_websites: z.boolean().optional().describe('Whether a key for websites may set it'),
        type: type.optional().describe('Values there are become values of it, in the background'),
        remove_unfit: z
          .boolean()
          .default(false)
          .describe('With a type: values that cannot become one are removed'),
        name: attributeName.optional().describe('Everybody’s value moves there, in the background'),
      })
      .refine(
        (body) => body.type === undefined || body.name === undefined,
        'change the type or the name, one after the other',
      ),
    reply: attributeDetails,
  }),
  forgetConflicts: contract({
    method: 'DELETE',
    path: '/api/catalogue/attributes/:name/conflicts',
    tag,
    permission: 'edit',
    summary: 'Forget the refused values counted so far',
    params,
    reply: z.object({ forgotten: z.literal(true) }),
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/catalogue/attributes/:name',
    tag,
    permission: 'own',
    summary: 'Delete an attribute and everybody’s value, in the background. Refused while something uses it',
    params,
    reply: attributeDetails,
  }),
};
