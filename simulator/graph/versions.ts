// Graph API versions that the sandbox serves (messenger-platform §1.1, state of 2026-11).
import { GraphError } from './errors.ts';

export const LATEST_VERSION = 'v26.0';
const LIVE = ['v22.0', 'v23.0', 'v24.0', 'v25.0', 'v26.0'];

/**
 * Splits the version from the rest. Expired versions and calls without one are answered by the oldest version alive.
 * @throws GraphError 2500 for versions that never existed
 */
export function splitVersion(path: string): { version: string; rest: string } {
  const match = /^\/v(\d+)\.(\d+)(?=\/|$)/.exec(path);
  const oldest = LIVE[0]!;
  if (!match) return { version: oldest, rest: path };
  const version = match[0].slice(1);
  const rest = path.slice(match[0].length) || '/';
  if (LIVE.includes(version)) return { version, rest };
  const major = Number(match[1]);
  const expired = major >= 1 && major < 22 && Number(match[2]) <= 12;
  if (expired) return { version: oldest, rest };
  throw new GraphError(2500, undefined, { message: `Unknown path components: ${path}`, status: 400 });
}
