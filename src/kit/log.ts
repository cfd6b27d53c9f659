// The log: one JSON line per unit of work. Secrets never reach it: they are removed by path here and masked by callers.
import { pino } from 'pino';

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const SECRET_PATHS = ['access_token', 'app_secret', 'authorization', 'cookie', 'password', 'token'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

/** Levels: ERROR is for what a person must mend (a healthy system has none), WARN for outside failure we ride out. */
export function createLog(level: LogLevel): Log {
  return pino({ level, redact: { paths: SECRET_PATHS, censor: '•••' }, base: null });
}

export const silentLog: Log = createLog('silent');
