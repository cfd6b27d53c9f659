// Who is asking. `access` finds out on every request; the rest of the code only reads it.

/** From least to most; each includes those before it. `public` routes need no sign-in. */
export const PERMISSIONS = ['public', 'view', 'edit', 'send', 'own'] as const;
export type Permission = (typeof PERMISSIONS)[number];

export interface Actor {
  kind: 'operator' | 'key';
  workspaceId: string;
  /** For the audit trail: an e-mail, or 'key:<name>'. */
  name: string;
  permission: Permission;
  /** Of an operator: which sign-in it is (not its token), for what has to end in the browser it began in. */
  sessionId?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor;
  }
  interface FastifyContextConfig {
    permission?: Permission;
  }
}
