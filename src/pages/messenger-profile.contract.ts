// The Messenger Profile over HTTP: what people see before they write. Every limit of the platform stands in these schemas
// (Messenger Profile API reference, persistent menu and commands, editions of 2026).
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { facebookId } from './page.contract.ts';

const locale = z
  .string()
  .regex(/^(default|[a-z]{2,3}_[A-Z]{2})$/, 'must be default or a locale such as en_US');
const text = (max: number) =>
  z.string().trim().min(1, 'is missing').max(max, `must have at most ${max} characters`);
const payload = text(1000);
const url = text(2000).regex(/^https?:\/\/\S+$/, 'must be an http(s) address');

const menuItem = z.discriminatedUnion('type', [
  z.object({ type: z.literal('postback'), title: text(30), payload }),
  z.object({
    type: z.literal('web_url'),
    title: text(30),
    url,
    webview_height_ratio: z.enum(['compact', 'tall', 'full']).optional(),
    webview_share_button: z.literal('hide').optional(),
    messenger_extensions: z.boolean().optional(),
    fallback_url: url.optional(),
  }),
]);
const menu = z.object({
  locale,
  composer_input_disabled: z.boolean().default(false),
  call_to_actions: z.array(menuItem).max(20, 'must have at most 20 items').default([]),
});

/** A list with an entry per locale; each locale once, and one for everybody else. */
const perLocale = <T extends z.ZodType<{ locale: string }>>(entry: T) =>
  z
    .array(entry)
    .max(100)
    .refine((list) => new Set(list.map((one) => one.locale)).size === list.length, 'has a locale twice')
    .refine(
      (list) => list.length === 0 || list.some((one) => one.locale === 'default'),
      'needs an entry for the locale default: it is shown where no other fits',
    );

/** Each property alone: what is read from the platform is parsed one by one. */
export const profileProperties = {
  get_started: z.object({ payload }).nullable(),
  greeting: perLocale(z.object({ locale, text: text(160) })),
  ice_breakers: perLocale(
    z.object({
      locale,
      call_to_actions: z
        .array(z.object({ question: text(200), payload }))
        .min(1, 'needs a question')
        .max(4, 'must have at most 4 questions'),
    }),
  ),
  persistent_menu: perLocale(menu),
  commands: perLocale(
    z.object({
      locale,
      commands: z
        .array(
          z.object({
            name: text(32).regex(/^[^/\s]\S*$/, 'must be one word without a leading slash'),
            description: text(64),
          }),
        )
        .min(1, 'needs a command')
        .max(100, 'must have at most 100 commands'),
    }),
  ),
};

export const profile = z
  .object(profileProperties)
  .superRefine((given, context) => {
    if (given.persistent_menu.length > 0 && given.get_started === null)
      context.addIssue({
        code: 'custom',
        path: ['get_started'],
        message: 'is needed by the persistent menu: give Get Started a payload',
      });
    for (const [index, one] of given.persistent_menu.entries())
      if (one.composer_input_disabled && one.call_to_actions.length === 0)
        context.addIssue({
          code: 'custom',
          path: ['persistent_menu', index, 'call_to_actions'],
          message: 'needs an item: without the text field people have nothing else',
        });
  })
  .meta({ id: 'MessengerProfile' });
export type Profile = z.output<typeof profile>;

const profileView = z
  .object({
    profile: z.object(profileProperties).nullable().describe('null: not read yet'),
    unreadable: z.array(z.string()).describe('Properties Facebook holds in a form Talaria does not know'),
    read_at: z.iso.datetime().nullable(),
    calls_left: z
      .number()
      .int()
      .describe('Facebook allows 10 calls in 10 minutes; reading costs one, saving one or two'),
    next_call_at: z.iso.datetime().nullable().describe('When the next call is allowed; null: now'),
  })
  .meta({ id: 'MessengerProfileView' });
export type ProfileView = z.input<typeof profileView>;

const params = z.object({ id: facebookId });
const tag = 'Messenger profile';

export const profileToolRoutes = {
  get: contract({
    method: 'GET',
    path: '/api/pages/:id/messenger-profile',
    tag,
    permission: 'view',
    summary: "The Page's Messenger Profile as last read; makes no call to Facebook",
    params,
    reply: profileView,
  }),
  read: contract({
    method: 'POST',
    path: '/api/pages/:id/messenger-profile/read',
    tag,
    permission: 'view',
    summary: 'Read the Messenger Profile from Facebook now',
    params,
    reply: profileView,
  }),
  save: contract({
    method: 'PUT',
    path: '/api/pages/:id/messenger-profile',
    tag,
    permission: 'edit',
    summary: 'Set the Messenger Profile; what is null or empty is removed, what is the same costs no call',
    params,
    body: profile,
    reply: profileView,
  }),
};
