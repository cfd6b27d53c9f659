// Operators' sign-in: better-auth on our own database, under /api/auth. Everything about it that is ours is decided here.
import { createHmac } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { createAuthMiddleware } from 'better-auth/api';
import type pg from 'pg';
import { DAY_MS, SECOND_MS } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import { accounts, operators, rateLimits, sessions, verifications } from './auth.tables.ts';
import { isOwnOrigin } from './same-origin.ts';

export const AUTH_PATH = '/api/auth';

/** The bridge puts the caller's address here and removes what the caller sent under this name. */
export const CLIENT_IP_HEADER = 'x-talaria-client-ip';

export const MIN_PASSWORD_LENGTH = 10;

export interface AuthNeeds {
  pool: pg.Pool;
  /** Any secret text; sessions are signed with a key derived from it. */
  encryptionKey: string;
  /** Where browsers reach us. https makes the cookies `Secure`. */
  publicUrl: string;
  log: Log;
}

export type Auth = ReturnType<typeof createAuth>;

const days = (count: number): number => (count * DAY_MS) / SECOND_MS;

/** Sign-in by e-mail and password; nobody signs up over HTTP. The tables are those of migrations/0002_access.sql. */
export function createAuth({ pool, encryptionKey, publicUrl, log }: AuthNeeds) {
  return betterAuth({
    appName: 'Talaria',
    baseURL: publicUrl,
    basePath: AUTH_PATH,
    secret: createHmac('sha256', encryptionKey).update('talaria operator sessions').digest('hex'),
    database: pool,
    telemetry: { enabled: false },
    // What it calls an error (a wrong password, a foreign origin) is nothing an operator has to mend.
    logger: { level: 'warn', log: (_level, message) => log.warn({ part: 'sign-in' }, message) },
    trustedOrigins: (request) => {
      const origin = request?.headers.get('origin');
      return origin && isOwnOrigin(origin, request?.headers.get('host'), publicUrl) ? [origin] : [];
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: 128,
    },
    user: operators,
    session: { ...sessions, expiresIn: days(14), updateAge: days(1) },
    account: accounts,
    verification: verifications,
    rateLimit: {
      enabled: true,
      // In the database: several web processes count together, and a restart forgives nobody.
      storage: 'database',
      ...rateLimits,
      // 10 a minute are 14,400 guesses a day; the one-time password has 79 bits, a chosen one at least 10 characters.
      customRules: {
        '/sign-in/email': { window: 60, max: 10 },
        '/change-password': { window: 60, max: 10 },
      },
    },
    advanced: {
      cookiePrefix: 'talaria',
      useSecureCookies: publicUrl.startsWith('https:'),
      // Said outright, because better-auth relaxes both by itself when it takes its surroundings for a test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
    },
    hooks: { after: passwordChanged },
  });
}

/** The one-time password is gone once another one is set. */
const passwordChanged = createAuthMiddleware(async ({ path, context }) => {
  const operator = context.session?.user;
  if (path !== '/change-password' || !operator || context.returned instanceof Error) return;
  await context.internalAdapter.updateUser(operator.id, { mustChangePassword: false });
});
