// The apps whose signature we accept, kept in memory: opening the secrets for every webhook would cost more than checking it.
import type { Config } from '../kit/config.ts';
import type { Db } from '../kit/db.ts';
import type { Secrets } from '../kit/secrets.ts';
import { listApps } from '../pages/pages.ts';

export interface SigningApp {
  appId: string;
  appSecret: string;
  verifyToken: string;
}

export interface KnownApps {
  /** As last read, at most a minute ago: a replaced secret stops being accepted within that time. */
  list(): Promise<SigningApp[]>;
  /** Read after the call began. For a signature none of the list explains: an app may have been added a moment ago. */
  listFresh(): Promise<SigningApp[]>;
}

const KEEP_MS = 60_000;
/** Forged signatures must not become as many queries: a fresh list is read at most this often, callers share it. */
const MIN_GAP_MS = 250;

/** `facebookApp`: the app of the configuration, known before any Page is connected. */
export function createKnownApps(needs: {
  db: Db;
  secrets: Secrets;
  facebookApp: Config['facebookApp'];
}): KnownApps {
  const { db, secrets, facebookApp } = needs;
  const configured: SigningApp[] = facebookApp
    ? [{ appId: facebookApp.id, appSecret: facebookApp.secret, verifyToken: facebookApp.verifyToken }]
    : [];
  let apps: SigningApp[] | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let next: Promise<SigningApp[]> | undefined;

  const read = async (): Promise<SigningApp[]> => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, readAt + MIN_GAP_MS - performance.now())));
    // From here on nobody joins: what a later caller knows of may be committed after this read.
    next = undefined;
    readAt = performance.now();
    apps = [...configured, ...(await listApps(db, secrets))];
    return apps;
  };
  const listFresh = (): Promise<SigningApp[]> => {
    next ??= read();
    return next;
  };
  return {
    listFresh,
    list: async () => (apps && performance.now() - readAt < KEEP_MS ? apps : listFresh()),
  };
}
