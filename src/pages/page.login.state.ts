// The `state` of a login dialog: who began it and where, sealed so that nobody else can make one or read it. It is the
// proof that the code coming back belongs to a login this operator began in this browser (RFC 6749 §10.12).
import { z } from 'zod';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import type { Secrets } from '../kit/secrets.ts';

const content = z.object({
  purpose: z.literal('page login'),
  workspaceId: z.string(),
  operator: z.string(),
  sessionId: z.string().nullable(),
  appId: z.string(),
  endsAt: z.number(),
});

/** Long enough to find a password and confirm it on a phone. */
const DIALOG_MS = 30 * MINUTE_MS;

/** For the dialog's address: letters, digits, - and _ only. */
export function sealState(secrets: Secrets, actor: Actor, appId: string, now: Date): string {
  const state: z.input<typeof content> = {
    purpose: 'page login',
    workspaceId: actor.workspaceId,
    operator: actor.name,
    sessionId: actor.sessionId ?? null,
    appId,
    endsAt: addMs(now, DIALOG_MS).getTime(),
  };
  return secrets.seal(JSON.stringify(state)).toString('base64url');
}

/** The app the login is for. Refuses (`invalid`, field `state`) what is forged, too old, or of another operator or sign-in. */
export function openState(secrets: Secrets, actor: Actor, text: string, now: Date): string {
  const state = read(secrets, text);
  if (state === undefined)
    throw invalid('state', 'This login was not begun here, or its address was changed.', AGAIN);
  if (state.endsAt <= now.getTime()) throw invalid('state', 'This login took too long and ended.', AGAIN);
  const isTheirs = state.workspaceId === actor.workspaceId && state.operator === actor.name;
  if (!isTheirs || state.sessionId !== (actor.sessionId ?? null))
    throw invalid('state', 'This login was begun by another operator or in another sign-in.', AGAIN);
  return state.appId;
}

const AGAIN = 'Begin again: Pages → Connect a Page → Continue with Facebook.';

function read(secrets: Secrets, text: string): z.output<typeof content> | undefined {
  try {
    return content.parse(JSON.parse(secrets.open(Buffer.from(text, 'base64url'))));
  } catch {
    return undefined;
  }
}
