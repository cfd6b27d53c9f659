// Who is asking. `access` finds out on every request; the rest of the code only reads it.

/** From least to most; each includes those before it. `public` routes need no sign-in; `track` only says what people do. */
export const PERMISSIONS = ['public', 'track', 'view', 'edit', 'send', 'own'] as const;
export type Permission = (typeof PERMISSIONS)[number];

export interface Actor {
  kind: 'operator' | 'key';
  workspaceId: string;
  /** For the audit trail: an e-mail, or 'key:<name>'. */
  name: string;
  permission: Permission;
  /** Of a key: the e-mail of the operator who made it; null: not known. */
  madeBy?: string | null;
  /** Of an operator: which sign-in it is (not its token), for what has to end in the browser it began in. */
  sessionId?: string;
}

/** What the catalogue calls sensitive is shown to the owner alone: neither to other operators nor to programs. */
export const maySeeSensitive = (actor: Actor): boolean => actor.permission === 'own';

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor;
  }
  interface FastifyContextConfig {
    permission?: Permission;
  }
}
