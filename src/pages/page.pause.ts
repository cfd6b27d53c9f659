// Why a Page's lane stands still, in words. Pure.
import { explainErrorKey } from '../messenger/graph-errors.ts';

/** How a pause begins that only a new token ends; what follows says why. */
export const NEEDS_TOKEN = 'needs_token';

/** Of `lanes.paused_because`: a key of the platform, perhaps behind `needs_token: `, or a sentence. */
export function explainPause(because: string): string {
  const why = because.startsWith(`${NEEDS_TOKEN}: `) ? because.slice(NEEDS_TOKEN.length + 2) : because;
  if (why === 'disconnected') return 'The Page is disconnected';
  const meaning = explainErrorKey(why);
  return meaning ? `${meaning.title} (${meaning.key})` : why;
}
