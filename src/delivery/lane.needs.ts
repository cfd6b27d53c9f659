// What a lane needs from the world, handed in by app.ts; tests hand in their own.

import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import type { Log } from '../kit/log.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { Callers } from './callers.ts';

export interface LaneNeeds {
  db: Db;
  secrets: Secrets;
  callers: Callers;
  clock: Clock;
  log: Log;
  installationId: string;
  graphUrl: string;
  /** Calls a second on a Page's lane. */
  pagePerSecond: number;
  /** How long an unanswered call waits for its echo. */
  graceMs: number;
  /** How long a dead worker keeps its lane. */
  leaseMs: number;
}
