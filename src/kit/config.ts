// Configuration: one frozen object from the environment, handed to the app. The table below is also the
// configuration page of the documents (docs/configuration.md is printed from it and checked against it).
import { z } from 'zod';
import { AppError } from './errors.ts';

const port = z.coerce.number().int().min(0).max(65535);
const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

interface Setting<S extends z.ZodType = z.ZodType> {
  schema: S;
  about: string;
}
const setting = <S extends z.ZodType>(schema: S, about: string): Setting<S> => ({ schema, about });

export const SETTINGS = {
  PORT: setting(port.default(3000), 'Port of the service and the dashboard.'),
  HOST: setting(z.string().default('127.0.0.1'), 'Address to listen on. 0.0.0.0 opens it to the network.'),
  PUBLIC_URL: setting(
    httpUrl.optional(),
    'The https address under which Facebook and operators reach this service. Default: http://localhost:PORT.',
  ),
  SANDBOX_PORT: setting(port.default(3100), 'Port of the Messenger sandbox that `npm start` brings along.'),
  DATA_DIR: setting(
    z.string().default('.data'),
    'Where embedded PostgreSQL and the encryption key are kept.',
  ),
  DATABASE_URL: setting(
    z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    'A PostgreSQL 15 or newer of your own. Unset: PostgreSQL is embedded and its data lies in DATA_DIR.',
  ),
  DATABASE_POOL: setting(z.coerce.number().int().min(4).max(200).default(16), 'Connections per process.'),
  ENCRYPTION_KEY: setting(
    z.string().min(32, 'must have at least 32 characters; `openssl rand -hex 32` makes one').optional(),
    'Encrypts tokens and secrets at rest. Unset: one is made and kept in DATA_DIR/encryption.key. Several machines need the same.',
  ),
  GRAPH_URL: setting(
    httpUrl.default('https://graph.facebook.com'),
    'The Graph API. The sandbox sets its own.',
  ),
  GRAPH_VERSION: setting(
    z
      .string()
      .regex(/^v\d+\.\d+$/, 'must look like v26.0')
      .default('v26.0'),
    'Graph API version.',
  ),
  ME_URL: setting(
    httpUrl.default('https://m.me'),
    'Where links into Messenger lead: ME_URL/<page id>. The sandbox sets its own.',
  ),
  LINK_URL: setting(
    httpUrl.optional(),
    'The address of links in messages, when it is another than PUBLIC_URL: a domain of yours that leads to this service.',
  ),
  FACEBOOK_APP_ID: setting(
    z.string().regex(/^\d+$/, 'must be digits').optional(),
    'Your Facebook app. Setting it means: no sandbox.',
  ),
  FACEBOOK_APP_SECRET: setting(z.string().min(1).optional(), 'The app secret: signs webhooks and calls.'),
  FACEBOOK_VERIFY_TOKEN: setting(
    z.string().min(1).optional(),
    'A text of your choice; Facebook repeats it in the webhook handshake.',
  ),
  FACEBOOK_LOGIN_URL: setting(
    httpUrl.default('https://www.facebook.com'),
    'Where the dialog of Facebook Login is. The sandbox sets its own.',
  ),
  UTILITY_PERMISSION: setting(
    z.enum(['pages_utility_messaging', 'page_utility_messaging', 'none']).default('pages_utility_messaging'),
    'The name under which the login dialog asks for utility messages: documentation and dialog disagree. `none`: it does not ask.',
  ),
  OWNER_EMAIL: setting(
    z.email().default('owner@localhost.local'),
    'E-mail of the owner created at the first start.',
  ),
  LOG_LEVEL: setting(z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'), 'What is logged.'),
  ALLOW_PRIVATE_ADDRESSES: setting(
    flag.default(false),
    'Whether connector campaigns may call private and loopback addresses. The configured Graph address (the sandbox) is reached by Page campaigns alone.',
  ),
  TRUST_PROXY: setting(
    flag.default(false),
    'Whether one proxy of yours stands before the service and adds to X-Forwarded-For; its entry, the last, is believed. Sign-in attempts are counted by address.',
  ),
  SEND_RATE_PER_SECOND: setting(
    z.coerce.number().positive().max(300).default(300),
    'Send API calls per second and Page. The platform allows 300.',
  ),
  AD_WINDOW_HOURS: setting(
    z.coerce.number().min(24).max(168).default(24),
    'How long the messaging window lasts after the first message that follows a click on an ad that opens Messenger. Facebook says up to 7 days (168), and not how to tell which.',
  ),
  BLOCKS_PAUSE_COUNT: setting(
    z.coerce.number().int().min(0).max(10_000).default(20),
    'So many people who cannot be reached any more (blocked, messages turned off) pause the campaigns of their Page, when they are also the share below. 0: never.',
  ),
  BLOCKS_PAUSE_PERCENT: setting(
    z.coerce.number().min(0.1).max(100).default(3),
    'The share of the calls since the first of these people from which on campaigns pause.',
  ),
  UNKNOWN_GRACE_SECONDS: setting(
    z.coerce.number().int().min(1).max(3600).default(90),
    'How long an unanswered call waits for its echo before its absence counts as evidence.',
  ),
  IMPORT_MAX_MB: setting(
    z.coerce.number().int().min(1).max(100_000).default(4096),
    'The largest file an import takes. It lies in the database until the import has ended.',
  ),
  UTILITY_SHAPE: setting(
    z.enum(['message', 'top_level', 'attachment']).default('message'),
    'How a utility template is sent: inside message (documented), beside the recipient, or as an attachment. All three are in use.',
  ),
  TALARIA_URL: setting(
    httpUrl.default('http://localhost:3000'),
    'Where `talaria campaign` finds the service. The service itself does not look at it.',
  ),
  TALARIA_API_KEY: setting(
    z.string().min(1).optional(),
    'The API key of `talaria campaign`, from Settings → API keys.',
  ),
} satisfies Record<string, Setting>;

type Parsed = { [K in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[K]['schema']> };

export interface Config {
  port: number;
  host: string;
  publicUrl: string;
  sandboxPort: number;
  dataDir: string;
  databaseUrl: string | undefined;
  databasePool: number;
  encryptionKey: string | undefined;
  graphUrl: string;
  graphVersion: string;
  meUrl: string;
  linkUrl: string;
  facebookApp: { id: string; secret: string; verifyToken: string } | undefined;
  facebookLoginUrl: string;
  utilityPermission: string | null;
  ownerEmail: string;
  logLevel: Parsed['LOG_LEVEL'];
  allowPrivateAddresses: boolean;
  trustProxy: boolean;
  sendRatePerSecond: number;
  adWindowHours: number;
  tooManyBlocks: { count: number; percent: number };
  unknownGraceSeconds: number;
  importMaxMb: number;
  utilityShape: Parsed['UTILITY_SHAPE'];
  /** What the commands on campaigns call. */
  api: { url: string; key: string | undefined };
}

/** Reads the environment. Throws one `invalid` error that names every wrong variable and what would be right. */
export function readConfig(env: Record<string, string | undefined>): Readonly<Config> {
  const values: Record<string, unknown> = {};
  const issues: { field: string; message: string }[] = [];
  for (const [name, { schema }] of Object.entries(SETTINGS)) {
    const text = env[name]?.trim();
    const result = schema.safeParse(text === '' ? undefined : text);
    if (result.success) values[name] = result.data;
    else issues.push({ field: name, message: result.error.issues[0]?.message ?? 'is not valid' });
  }
  const parsed = values as Parsed;
  const facebookApp = issues.length === 0 ? readFacebookApp(parsed, issues) : undefined;
  if (issues.length > 0) {
    const list = issues.map((issue) => `${issue.field} ${issue.message}`).join('; ');
    throw new AppError('invalid', `The configuration is not usable: ${list}.`, { issues });
  }
  return Object.freeze({
    port: parsed.PORT,
    host: parsed.HOST,
    publicUrl: parsed.PUBLIC_URL ?? `http://localhost:${parsed.PORT}`,
    sandboxPort: parsed.SANDBOX_PORT,
    dataDir: parsed.DATA_DIR,
    databaseUrl: parsed.DATABASE_URL,
    databasePool: parsed.DATABASE_POOL,
    encryptionKey: parsed.ENCRYPTION_KEY,
    graphUrl: parsed.GRAPH_URL,
    graphVersion: parsed.GRAPH_VERSION,
    meUrl: parsed.ME_URL,
    linkUrl: parsed.LINK_URL ?? parsed.PUBLIC_URL ?? `http://localhost:${parsed.PORT}`,
    facebookApp,
    facebookLoginUrl: parsed.FACEBOOK_LOGIN_URL,
    utilityPermission: parsed.UTILITY_PERMISSION === 'none' ? null : parsed.UTILITY_PERMISSION,
    ownerEmail: parsed.OWNER_EMAIL,
    logLevel: parsed.LOG_LEVEL,
    allowPrivateAddresses: parsed.ALLOW_PRIVATE_ADDRESSES,
    trustProxy: parsed.TRUST_PROXY,
    sendRatePerSecond: parsed.SEND_RATE_PER_SECOND,
    importMaxMb: parsed.IMPORT_MAX_MB,
    utilityShape: parsed.UTILITY_SHAPE,
    adWindowHours: parsed.AD_WINDOW_HOURS,
    tooManyBlocks: { count: parsed.BLOCKS_PAUSE_COUNT, percent: parsed.BLOCKS_PAUSE_PERCENT },
    unknownGraceSeconds: parsed.UNKNOWN_GRACE_SECONDS,
    api: { url: parsed.TALARIA_URL, key: parsed.TALARIA_API_KEY },
  });
}

/** The three belong together: an app without its secret could neither verify a webhook nor sign a call. */
function readFacebookApp(
  parsed: Parsed,
  issues: { field: string; message: string }[],
): Config['facebookApp'] {
  const { FACEBOOK_APP_ID: id, FACEBOOK_APP_SECRET: secret, FACEBOOK_VERIFY_TOKEN: verifyToken } = parsed;
  if (id !== undefined && secret !== undefined && verifyToken !== undefined)
    return { id, secret, verifyToken };
  const given = { FACEBOOK_APP_ID: id, FACEBOOK_APP_SECRET: secret, FACEBOOK_VERIFY_TOKEN: verifyToken };
  if (Object.values(given).every((value) => value === undefined)) return undefined;
  for (const [field, value] of Object.entries(given))
    if (value === undefined)
      issues.push({ field, message: 'is missing: it goes with the other FACEBOOK_ settings' });
  return undefined;
}

/** docs/configuration.md, printed from the table above; a test compares the two. */
export function printConfiguration(): string {
  const rows = Object.entries(SETTINGS).map(([name, { schema, about }]) => {
    const preset = schema.safeParse(undefined);
    const shown = preset.success && preset.data !== undefined ? `\`${String(preset.data)}\`` : '';
    return `| \`${name}\` | ${shown} | ${about} |`;
  });
  return [
    '# Configuration',
    '',
    'Everything is read from the environment at the start. A wrong value is refused with its name and what would be right.',
    '',
    '| variable | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
