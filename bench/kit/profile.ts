// What `--profile DIR` writes: a CPU profile of the service for a browser's tools, and PostgreSQL's statements by the time
// they took.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type pg from 'pg';

export interface Profile {
  dir: string;
}

export function openProfile(dir: string): Profile {
  mkdirSync(dir, { recursive: true });
  return { dir: resolve(dir) };
}

export const STATEMENT_SETTINGS = { shared_preload_libraries: 'pg_stat_statements' };

/** Node's own options for a process to be profiled. */
export const profileOptions = (profile: Profile | null): string[] =>
  profile ? ['--cpu-prof', `--cpu-prof-dir=${profile.dir}`] : [];

const MOST_STATEMENTS = 60;

export async function writeStatements(client: pg.Client, { dir }: Profile): Promise<void> {
  await client.query('create extension if not exists pg_stat_statements');
  const { rows } = await client.query<Record<'database' | 'query' | 'figures', string>>(
    `select d.datname as database, regexp_replace(query, '\\s+', ' ', 'g') as query,
            format('%s ms in %s calls, %s ms each, %s rows, WAL %s', round(total_exec_time), calls,
                   round(mean_exec_time::numeric, 2), rows, pg_size_pretty(wal_bytes)) as figures
       from pg_stat_statements s join pg_database d on d.oid = s.dbid
      order by total_exec_time desc limit ${MOST_STATEMENTS}`,
  );
  const lines = rows.map(({ database, figures, query }) => `${figures} (${database})\n  ${query}\n`);
  writeFileSync(join(dir, 'statements.txt'), lines.join('\n'));
}
