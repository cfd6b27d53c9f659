// The sandbox as a command: flags, help, wrong values, and the start from a package that lies under node_modules.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig, USAGE } from './config.ts';

const HERE = import.meta.dirname;

function run(program: string, args: string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** What it says until `enough` is among it, or until it ends. */
async function heard(child: ChildProcess, enough: string): Promise<string> {
  let text = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  const ended = once(child, 'exit');
  while (!text.includes(enough)) {
    const more = await Promise.race([once(child.stdout!, 'data'), once(child.stderr!, 'data'), ended]);
    if (more === undefined || child.exitCode !== null) break;
  }
  return text;
}

test('flags win over the environment, which wins over the defaults', () => {
  const env = { SANDBOX_PORT: '4000', SANDBOX_HOST: '::1', SANDBOX_STATE: '' };
  expect(readConfig(env, ['--port', '0', '--people=5'])).toEqual({
    port: 0,
    host: '::1',
    seed: 'sandbox',
    webhookUrl: undefined,
    recordLimit: 500_000,
    statePath: undefined,
    people: 5,
  });
  expect(readConfig({}, ['-h'])).toBe('help');
});

test('a wrong value is named as it was given', () => {
  expect(() => readConfig({ SANDBOX_HOST: 'x', SANDBOX_PEOPLE: '-1' }, ['--port', 'high'])).toThrow(
    /--port: .+\nSANDBOX_PEOPLE: /,
  );
  expect(() => readConfig({}, ['--colour'])).toThrow('--colour');
});

test('help says every flag', async () => {
  expect(await heard(run(join(HERE, 'bin.mjs'), ['--help']), '--help')).toBe(USAGE);
});

test('it starts from a package under node_modules, where Node strips no types', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-package-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, 'node_modules', 'messenger-sandbox');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"name":"messenger-sandbox","type":"module"}');
  cpSync(HERE, join(home, 'simulator'), {
    recursive: true,
    filter: (path) => !path.endsWith('.test.ts'),
  });
  for (const name of ['zod', 'undici'])
    symlinkSync(resolve(HERE, '../node_modules', name), join(folder, 'node_modules', name));
  const child = run(join(home, 'simulator/bin.mjs'), ['--port', '0', '--people', '3']);
  const said = await heard(child, 'tokens at');
  const url = /tokens at (\S+)\/sandbox\/pages/.exec(said)?.[1];
  expect(url, said).toBeDefined();
  const people = (await (await fetch(`${url}/sandbox/people`)).json()) as { total: number };
  expect(people.total).toBe(3);
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
});
