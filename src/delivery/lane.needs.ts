// What a lane needs from the world, handed in by app.ts; tests hand in their own.

import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import type { Log } from '../kit/log.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { GraphClient } from '../messenger/graph.ts';
import type { UtilitySendShape } from '../messenger/utility-message.ts';
import type { Callers } from './callers.ts';
import type { ClickLinks } from './click-links.ts';
import type { LedgerWriter } from './ledger-writer.ts';

export interface LaneNeeds {
  db: Db;
  secrets: Secrets;
  callers: Callers;
  graph: GraphClient;
  clock: Clock;
  log: Log;
  /** The process's one: lanes write together. */
  writer: LedgerWriter;
  installationId: string;
  graphUrl: string;
  graphVersion: string;
  utilityShape: UtilitySendShape;
  clickLinks: ClickLinks;
  /** Calls a second on a Page's lane. */
  pagePerSecond: number;
  /** How long an unanswered call waits for its echo. */
  graceMs: number;
  /** How long a dead worker keeps its lane. */
  leaseMs: number;
}
