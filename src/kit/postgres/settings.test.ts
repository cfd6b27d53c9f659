// The derived settings and the bounds of the server's log.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readServerLogTail, rotateServerLog } from './server-log.ts';
import { deriveSettings, renderSettings } from './settings.ts';

it('gives a small machine little and bounds what a large one gives', () => {
  const small = deriveSettings({ memoryMb: 512, cores: 1 });
  expect(small).toMatchObject({
    shared_buffers: '128MB',
    work_mem: '8MB',
    max_parallel_workers_per_gather: '1',
  });
  const large = deriveSettings({ memoryMb: 262_144, cores: 64, sharedMemoryMb: 131_072 });
  expect(large).toMatchObject({
    shared_buffers: '2048MB',
    work_mem: '64MB',
    maintenance_work_mem: '1024MB',
    max_parallel_workers_per_gather: '4',
  });
});

it('never trades durability away, whatever the machine', () => {
  const settings = deriveSettings({ memoryMb: 1024, cores: 2 });
  expect(settings).toMatchObject({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' });
});

it('uses files for parallel queries where /dev/shm is as small as in a container', () => {
  const machine = { memoryMb: 8192, cores: 4 };
  expect(deriveSettings({ ...machine, sharedMemoryMb: 64 })['dynamic_shared_memory_type']).toBe('mmap');
  expect(deriveSettings({ ...machine, sharedMemoryMb: 4096 })['dynamic_shared_memory_type']).toBeUndefined();
});

it('quotes values, and an override takes the place of the derived value', () => {
  const text = renderSettings({ memoryMb: 8192, cores: 4 }, { work_mem: '1MB', log_line_prefix: "it's" });
  expect(text).toContain("work_mem = '1MB'\n");
  expect(text).toContain("log_line_prefix = 'it''s'\n");
  expect(text.match(/^work_mem/gm)).toHaveLength(1);
});

it('keeps the log in bounds by putting the full one aside, and shows its end', () => {
  const dir = mkdtempSync(join(tmpdir(), 'talaria-log-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'server.log');
  writeFileSync(path, 'old\n'.repeat(100));
  rotateServerLog(path, 1_000);
  expect(statSync(path).size).toBe(400);
  rotateServerLog(path, 400);
  expect(readFileSync(`${path}.1`, 'utf8')).toHaveLength(400);
  writeFileSync(path, 'FATAL: why\n', { flag: 'a' });
  expect(readServerLogTail(path)).toBe('FATAL: why');
});
