#!/usr/bin/env node
// The commands: `npm run talaria -- COMMAND`. Each is a few lines around one operation; errors are sentences, not traces.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resetOwnerPassword } from './access/owner.ts';
import { createApp } from './app.ts';
import { pauseRestored } from './campaigns/after-restore.ts';
import { printOutcomes } from './delivery/print-outcomes.ts';
import { printStates } from './delivery/print-states.ts';
import { backupTo } from './kit/backup.ts';
import { restoreFrom } from './kit/backup-restore.ts';
import { systemClock } from './kit/clock.ts';
import { printConfiguration, readConfig } from './kit/config.ts';
import { type Db, openDatabase } from './kit/db.ts';
import { AppError } from './kit/errors.ts';
import { printApiDescription } from './kit/http/openapi.ts';
import { createLog, silentLog } from './kit/log.ts';
import { migrate } from './kit/migrate.ts';
import { startEmbeddedPostgres } from './kit/postgres/embedded.ts';
import { dumpSchema } from './kit/schema-dump.ts';
import { MIGRATIONS, type StartOptions, start } from './main.ts';
import { parseDay, printPolicy } from './policy/print-policy.ts';
import { printTables } from './policy/print-tables.ts';
import { runCampaignCommand } from './start/campaign-code/commands.ts';
import { borrowServer } from './start/open-database.ts';

interface Command {
  about: string;
  run(args: string[]): Promise<void>;
}

const COMMANDS: Record<string, Command> = {
  start: {
    about: 'Run the service (and the sandbox, unless FACEBOOK_APP_ID is set)',
    run: () => serve('all'),
  },
  worker: { about: 'One more process that shares the work of DATABASE_URL', run: () => serve('worker') },
  migrate: { about: 'Bring the database to this version and exit', run: () => withServer(runMigrate) },
  backup: {
    about: 'backup FILE: write all data to a file',
    run: ([file]) => withServer((url) => runBackup(url, file)),
  },
  restore: {
    about: 'restore FILE [--replace]: load a backup; --replace discards what is there',
    run: runRestore,
  },
  'reset-password': { about: 'A new one-time password for the owner', run: () => withServer(runReset) },
  schema: {
    about: 'Print schema.sql, from the migrations of this version',
    run: () => withScratchServer(async (url) => write(await dumpSchema(url))),
  },
  openapi: { about: 'Print openapi.json', run: () => withScratchServer(runOpenapi) },
  outcomes: { about: 'Print docs/outcomes.md', run: async () => write(printOutcomes()) },
  'delivery-states': {
    about: 'Print docs/delivery-states.md',
    run: async () => write(printStates()),
  },
  policy: {
    about:
      'policy [--on YYYY-MM-DD]: what the platform allows on a day, today by default; --tables: all rules as Markdown',
    run: runPolicy,
  },
  campaign: {
    about: 'campaign pull|diff|apply|test: campaigns as YAML files; `campaign help` says more',
    run: runCampaign,
  },
  configuration: { about: 'Print docs/configuration.md', run: async () => write(printConfiguration()) },
};

async function serve(role: StartOptions['role']): Promise<void> {
  const running = start(readConfig(process.env), { role, say: (line) => console.log(line) });
  // Told to stop while still starting: what was begun is ended in order too. Told twice: the first stop goes on.
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    running.then((service) => service.stop()).then(() => process.exit(process.exitCode ?? 0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  await running;
}

async function withServer(work: (url: string) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const server = await borrowServer(config, createLog(config.logLevel === 'info' ? 'warn' : config.logLevel));
  try {
    await work(server.url);
  } finally {
    await server.stop();
  }
}

async function runCampaign(args: string[]): Promise<void> {
  const { api } = readConfig(process.env);
  const say = (line: string): void => console.log(line);
  process.exitCode = await runCampaignCommand(args, { api, say, env: process.env });
}

async function runMigrate(url: string): Promise<void> {
  const { from, to } = await migrate({ url, folder: MIGRATIONS });
  console.log(
    from === to
      ? `The database is at version ${to} already.`
      : `The database went from version ${from} to ${to}.`,
  );
}

async function runBackup(url: string, file: string | undefined): Promise<void> {
  if (file === undefined) throw new AppError('invalid', 'Say where to: talaria backup FILE');
  const { tables, rows, bytes } = await backupTo({ url, file });
  console.log(
    `${rows} rows of ${tables} tables are in ${file} (${bytes} bytes). Keep the encryption key too: it is not in it.`,
  );
}

async function runRestore(args: string[]): Promise<void> {
  const file = args.find((arg) => !arg.startsWith('--'));
  if (file === undefined) throw new AppError('invalid', 'Say from where: talaria restore FILE [--replace]');
  const replace = args.includes('--replace');
  await withServer(async (url) => {
    const { tables, rows, createdAt } = await restoreFrom({ url, file, folder: MIGRATIONS, replace });
    console.log(`${rows} rows of ${tables} tables are back, as of ${createdAt}.`);
    const paused = await withDatabase(url, (db) => pauseRestored(db, createdAt, systemClock.now()));
    if (paused > 0)
      console.log(
        `${paused} campaigns were sending or scheduled and are paused: whoever got them after the backup would get them again. Look at each, then resume or stop it.`,
      );
  });
}

async function withDatabase<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const database = openDatabase({ url, max: 1 });
  try {
    return await work(database.db);
  } finally {
    await database.close();
  }
}

async function runReset(url: string): Promise<void> {
  const { email, oneTimePassword } = await withDatabase(url, resetOwnerPassword);
  console.log(`Sign in as ${email} with the one-time password ${oneTimePassword}`);
}

async function runPolicy(args: string[]): Promise<void> {
  const [flag, day] = args;
  if (flag === '--tables') return write(`${printTables().join('\n\n')}\n`);
  const on = flag === undefined ? systemClock.now() : flag === '--on' ? parseDay(day ?? '') : null;
  if (on === null)
    throw new AppError('invalid', 'Say for which day: talaria policy --on YYYY-MM-DD', {
      remedy: 'Without --on it is today.',
    });
  write(printPolicy(on));
}

/** The description needs the routes and no data; the app asks the database only for its installation id. */
async function runOpenapi(url: string): Promise<void> {
  const database = openDatabase({ url, max: 2 });
  const app = await createApp({
    config: readConfig({}),
    database,
    encryptionKey: 'x'.repeat(32),
    clock: systemClock,
    log: silentLog,
    dashboardDir: '',
  });
  try {
    write(await printApiDescription(app.server));
  } finally {
    await app.close();
    await database.close();
  }
}

/** What is printed from the code must not depend on, or touch, anybody's data: a server of its own, for the moment. */
async function withScratchServer(work: (url: string) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'talaria-scratch-'));
  chmodSync(dataDir, 0o755); // PostgreSQL runs as a user of its own when we are root
  try {
    const server = await startEmbeddedPostgres({ dataDir, log: silentLog, settings: { fsync: 'off' } });
    try {
      await migrate({ url: server.url, folder: MIGRATIONS });
      await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const write = (text: string): void => {
  process.stdout.write(text);
};

function fail(error: unknown): never {
  const { message, remedy } = error as { message?: string; remedy?: string };
  console.error(message ?? String(error));
  if (remedy) console.error(remedy);
  if (!isForPeople(error)) console.error(error);
  process.exit(1);
}

/** Errors whose message tells a person enough (a file error names its file); of anything else the trace is needed to mend it. */
const isForPeople = (error: unknown): boolean =>
  error instanceof Error &&
  (['AppError', 'StartError', 'MigrationError', 'BackupError'].includes(error.name) || 'syscall' in error);

function help(): void {
  console.log('talaria COMMAND\n');
  for (const [name, { about }] of Object.entries(COMMANDS)) console.log(`  ${name.padEnd(16)}${about}`);
  console.log('\nConfiguration comes from the environment: docs/configuration.md');
}

const [name = 'help', ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command) await command.run(args).catch(fail);
else {
  help();
  process.exitCode = name === 'help' || name === '--help' ? 0 : 1;
}
