// Who is left out although the segment has them, and when nobody is written to: of one campaign (frozen in its plan), and of the
// whole workspace (as it is when a message is about to leave).
import { z } from 'zod';

export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must look like 09:00');

const MAX_HOURS = 24 * 90;

/** A number smaller than one is refused with what to do instead. */
const atLeastOne = (number: z.ZodNumber, remedy: string) =>
  number
    .refine((value) => value >= 1, { error: 'must be at least 1', params: { remedy } })
    .meta({ minimum: 1 });

/** At most so many accepted messages within the last so many hours. */
export const frequencyCap = z
  .object({
    times: atLeastOne(
      z.number().int('must be a whole number').max(1000, 'is more than 1,000'),
      'Allow at least one message; to send nothing, leave the people out of the segment or stop the campaign.',
    ),
    hours: atLeastOne(
      z.number().int('must be a whole number').max(MAX_HOURS, 'is more than 90 days'),
      'Choose an hour or more; for less use the minimum gap.',
    ),
  })
  .meta({ id: 'FrequencyCap' });
export type FrequencyCap = z.output<typeof frequencyCap>;

const quietHours = z
  .object({
    from: timeOfDay,
    to: timeOfDay,
    /** hold: it leaves when they are over. drop: it is not sent. */
    action: z.enum(['hold', 'drop']).default('hold'),
  })
  .refine(({ from, to }) => from !== to, {
    error: 'begins when it ends',
    params: { remedy: 'Choose another end; without quiet hours leave them out.' },
  });
export type QuietHours = z.output<typeof quietHours>;

const people = atLeastOne(
  z.number().int('must be a whole number').max(100_000_000),
  'Let in at least one person, or set no limit.',
)
  .nullable()
  .default(null);
const percent = z.number().min(0).max(50, 'must be at most 50').multipleOf(0.1);
const minutes = atLeastOne(
  z
    .number()
    .int('must be a whole number')
    .max(60 * 24 * 90, 'is more than 90 days'),
  'Choose a minute or more, or leave it out.',
);

export const controls = z
  .object({
    control_group_percent: percent
      .default(0)
      .describe('Get nothing, so that the effect can be measured; always the same people'),
    use_global_control: z
      .boolean()
      .default(true)
      .describe('Whether the workspace’s control group is left out as well'),
    caps: z
      .array(frequencyCap)
      .max(5, 'has more than 5 caps')
      .default([])
      .describe('Of this campaign’s messages to one person'),
    obey_workspace: z
      .boolean()
      .default(true)
      .describe(
        'Whether the workspace’s caps, caps by tag and minimum gap count for it, and its messages for others of the workspace; false for messages people wait for',
      ),
    minimum_gap_minutes: minutes
      .nullable()
      .default(null)
      .describe('Since the last accepted message of any campaign'),
    per_person_limit: atLeastOne(
      z.number().int('must be a whole number').max(1000),
      'Allow at least one message, or set no limit.',
    )
      .nullable()
      .default(null)
      .describe('Accepted messages of this campaign, ever'),
    when_capped: z
      .enum(['skip', 'wait'])
      .default('skip')
      .describe('wait: until the cap or the gap lets it through, or it expires'),
    quiet_hours: z
      .union([z.enum(['workspace', 'none']), quietHours], {
        error: 'must be workspace, none, or from and to such as 21:00 and 08:00',
      })
      .default('workspace')
      .describe('By the clock of the person'),
    audience_limit: z
      .object({ total: people, per_day: people, per_run: people })
      .default({ total: null, per_day: null, per_run: null })
      .describe('People who get in; days are those of the workspace’s time zone'),
    dedupe_attribute: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .describe('Of several people with the same value one gets it'),
    expires_after_minutes: minutes
      .nullable()
      .default(null)
      .describe('What has not left so long after its time is not sent'),
  })
  .meta({ id: 'Controls' });
export type Controls = z.output<typeof controls>;

/** What holds for all campaigns of a workspace. */
export const sendingRules = z.object({
  caps: z
    .array(
      frequencyCap.extend({
        tag: z.string().trim().min(1).max(50).nullable().default(null).describe('null: of all campaigns'),
      }),
    )
    .max(20, 'has more than 20 caps')
    .superRefine((caps, context) => {
      for (const [index, one] of caps.entries())
        if (caps.findIndex(({ tag, hours }) => tag === one.tag && hours === one.hours) < index)
          context.addIssue({
            code: 'custom',
            path: [index, 'hours'],
            message: 'is the span of another cap of the same messages',
            params: { remedy: 'Leave one of them.' },
          });
    })
    .default([])
    .describe('Of the messages of all campaigns, or of those with a tag, to one person'),
  minimum_gap_minutes: minutes
    .nullable()
    .default(null)
    .describe('Since the last accepted message of any campaign'),
  quiet_hours: quietHours
    .nullable()
    .default(null)
    .describe('By the clock of the person; null: messages may leave at any time'),
  global_control_percent: percent
    .default(0)
    .describe('Get nothing of any campaign that does not opt out of it; always the same people'),
  time_zone_attribute: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .default('time_zone')
    .describe('A zone such as Europe/Prague, or the offset from GMT in hours'),
  language_attribute: z.string().trim().min(1).max(100).default('locale'),
  approval_required: z
    .boolean()
    .default(false)
    .describe('Whether a second operator must approve what is published'),
});
export type SendingRules = z.output<typeof sendingRules>;
