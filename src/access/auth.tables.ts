// better-auth's models under our names: tables and columns of migrations/0002_access.sql. Data only.

const stamps = { createdAt: 'created_at', updatedAt: 'updated_at' } as const;

/** A column of ours on operators: required, and never taken from a request. */
const own = <T extends 'string' | 'boolean'>(type: T, fieldName: string) =>
  ({ type, fieldName, required: true, input: false }) as const;

export const operators = {
  modelName: 'operators',
  fields: { emailVerified: 'email_verified', ...stamps },
  additionalFields: {
    workspaceId: own('string', 'workspace_id'),
    permission: own('string', 'permission'),
    mustChangePassword: own('boolean', 'must_change_password'),
  },
} as const;

export const sessions = {
  modelName: 'operator_sessions',
  fields: {
    userId: 'operator_id',
    expiresAt: 'expires_at',
    ipAddress: 'ip_address',
    userAgent: 'user_agent',
    ...stamps,
  },
} as const;

export const accounts = {
  modelName: 'operator_accounts',
  fields: {
    userId: 'operator_id',
    accountId: 'account_id',
    providerId: 'provider_id',
    accessToken: 'access_token',
    refreshToken: 'refresh_token',
    idToken: 'id_token',
    accessTokenExpiresAt: 'access_token_expires_at',
    refreshTokenExpiresAt: 'refresh_token_expires_at',
    ...stamps,
  },
} as const;

export const verifications = {
  modelName: 'operator_verifications',
  fields: { expiresAt: 'expires_at', ...stamps },
} as const;

export const rateLimits = {
  modelName: 'operator_rate_limits',
  fields: { lastRequest: 'last_request' },
} as const;
