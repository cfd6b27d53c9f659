// The program killed without warning: what was saved before is there again, and the record is whole.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { Answer } from '../testing/story.ts';

interface Program {
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

async function startProgram(statePath: string): Promise<Program> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: { ...process.env, SANDBOX_PORT: '0', SANDBOX_STATE: statePath },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = await findUrl(child);
  return {
    call: async (method, path, body) => {
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${url}${path}`, { method, headers, ...init })).json();
    },
    stop: async (signal) => {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}

async function findUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const found = /sandbox on (\S+)/.exec(line);
    if (found) return found[1]!;
  }
  throw new Error('the sandbox ended before it listened');
}

function newStatePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-kill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'sandbox.json');
}

/** Waits until a batch that holds `text` has been committed. */
async function written(statePath: string, text: string): Promise<void> {
  const committed = (): boolean => {
    const file = readFileSync(statePath, 'utf8');
    return file.lastIndexOf('{"t":"commit"}') > file.indexOf(text) && file.includes(text);
  };
  await expect.poll(committed, { timeout: 15_000 }).toBe(true);
}

test('after kill -9 what had been written is there again, and the record is whole', async () => {
  const statePath = newStatePath();
  const first = await startProgram(statePath);
  const [page] = await first.call('GET', '/sandbox/pages');
  const { psids } = await first.call('POST', '/sandbox/people', { count: 300 });
  await first.call('POST', '/sandbox/people/actions', { type: 'message', text: 'hi' });
  const send = (psid: string): Promise<Answer> =>
    first.call('POST', `/me/messages?access_token=${page.access_token}`, {
      recipient: { id: psid },
      message: { text: 'x', metadata: 'talaria:i:c:1:1' },
    });
  const { message_id } = await send(psids[0]);
  await written(statePath, message_id);
  // Killed in the midst of sending.
  const others = Promise.allSettled(psids.slice(1).map(send));
  await send(psids[1]);
  await first.stop('SIGKILL');
  await others;
  const second = await startProgram(statePath);
  expect((await second.call('GET', '/sandbox/people')).total).toBe(300);
  const { data } = await second.call('GET', '/sandbox/messages?limit=10000');
  expect(data[0]).toMatchObject({ mid: message_id, sequence: 1 });
  const summary = await second.call('GET', '/sandbox/messages/summary');
  expect(summary.total).toBe(data.length);
  expect(summary.distinct_psids).toBe(new Set(data.map((one: Answer) => one.psid)).size);
  const more = await second.call('POST', '/sandbox/people', { count: 300 });
  expect(new Set([...psids, ...more.psids]).size).toBe(600);
  await second.stop('SIGTERM');
  const third = await startProgram(statePath);
  expect((await third.call('GET', '/sandbox/people')).total).toBe(600);
  expect((await third.call('GET', '/sandbox/pages'))[0]).toEqual(page);
});
