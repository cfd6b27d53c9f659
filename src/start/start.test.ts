// Start-up's decisions: which key, which platform, and what a person is told when it cannot start.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../simulator/sandbox.ts';
import { until } from '../../test/support/until.ts';
import { readConfig } from '../kit/config.ts';
import { followPlatform, withPlatform } from '../main.ts';
import { loadEncryptionKey } from './encryption-key.ts';

describe('the encryption key', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'talaria-key-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  test('is made once, whole, and nothing else is left beside it', () => {
    const key = loadEncryptionKey(undefined, dataDir);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(loadEncryptionKey(undefined, dataDir)).toBe(key);
    expect(readdirSync(dataDir)).toEqual(['encryption.key']);
  });

  test('configured, touches no file', () => {
    expect(loadEncryptionKey('k'.repeat(32), dataDir)).toBe('k'.repeat(32));
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test('that was cut off is refused, not used and not replaced', () => {
    writeFileSync(join(dataDir, 'encryption.key'), 'abc\n');
    expect(() => loadEncryptionKey(undefined, dataDir)).toThrow(/cut off or empty/);
    expect(readFileSync(join(dataDir, 'encryption.key'), 'utf8')).toBe('abc\n');
  });
});

describe('the platform', () => {
  const app = { FACEBOOK_APP_ID: '1', FACEBOOK_APP_SECRET: 's', FACEBOOK_VERIFY_TOKEN: 'v' };
  test.each([
    [
      'the sandbox, without an app of one’s own: for a worker too',
      { SANDBOX_PORT: '3199' },
      'http://127.0.0.1:3199',
    ],
    ['Facebook, with one', app, 'https://graph.facebook.com'],
    ['what GRAPH_URL says', { GRAPH_URL: 'http://127.0.0.1:9' }, 'http://127.0.0.1:9'],
  ])('is %s', (_name, env, expected) => {
    expect(withPlatform(readConfig(env)).graphUrl).toBe(expected);
  });

  test('has a clock that every process goes by', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const env = { SANDBOX_PORT: new URL(sandbox.url).port };
    const clock = await followPlatform(readConfig(env));
    onTestFinished(() => clock?.stop());
    await fetch(`${sandbox.url}/sandbox/clock`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advance_seconds: 86_400 }),
    });
    const isTomorrow = async () => clock !== undefined && clock.now().getTime() > Date.now() + 86_000_000;
    await until('it is tomorrow here too', isTomorrow);
    expect(await followPlatform(readConfig(app))).toBeUndefined();
  });
});
