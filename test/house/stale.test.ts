// Files that are printed from something else and committed so that a review sees them: compared with what would be printed.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { printOutcomes } from '../../src/delivery/print-outcomes.ts';
import { printStates } from '../../src/delivery/print-states.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { printConfiguration, readConfig } from '../../src/kit/config.ts';
import type { Database } from '../../src/kit/db.ts';
import { printApiDescription } from '../../src/kit/http/openapi.ts';
import { silentLog } from '../../src/kit/log.ts';
import { dumpSchema } from '../../src/kit/schema-dump.ts';
import { createTestDatabase } from '../support/database.ts';

const committed = (file: string): string =>
  readFileSync(join(resolve(import.meta.dirname, '../..'), file), 'utf8');

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.close());

test('schema.sql is what the migrations make (npm run talaria -- schema > schema.sql)', async () => {
  expect(committed('schema.sql')).toBe(await dumpSchema(database.url));
});

test('openapi.json is what the contracts say (npm run talaria -- openapi > openapi.json)', async () => {
  const config = readConfig({});
  const app = await createApp({
    config,
    database,
    encryptionKey: 'x'.repeat(32),
    clock: systemClock,
    log: silentLog,
    dashboardDir: '',
  });
  try {
    expect(committed('openapi.json')).toBe(await printApiDescription(app.server));
  } finally {
    await app.close();
  }
});

test('docs/configuration.md is the table in the code (npm run talaria -- configuration > docs/configuration.md)', () => {
  expect(committed('docs/configuration.md')).toBe(printConfiguration());
});

test('docs/outcomes.md is what the sender decides by (npm run talaria -- outcomes > docs/outcomes.md)', () => {
  expect(committed('docs/outcomes.md')).toBe(printOutcomes());
});

test('docs/delivery-states.md is the table in the code (npm run talaria -- delivery-states > docs/delivery-states.md)', () => {
  expect(committed('docs/delivery-states.md')).toBe(printStates());
});
