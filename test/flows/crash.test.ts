// Crashes of real processes: the service killed in the middle of sending, PostgreSQL killed in a storm of webhooks. Nothing
// acknowledged is lost, nobody is messaged twice, everybody has an answer in the end.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Operator, signIn, steerSandbox } from '../../scripts/demo/clients.ts';
import { type Service, startService } from '../../scripts/demo/service.ts';
import { until } from '../support/until.ts';
import type { Report } from '../support/world.ts';

let dataDir: string;
let service: Service;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'talaria-crash-'));
  chmodSync(dataDir, 0o755);
  // Shorter than the default, longer than the sandbox's spacing of retries in its first seconds.
  service = await startService(dataDir, { UNKNOWN_GRACE_SECONDS: '15' });
});
afterEach(async () => {
  await service?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const TIMEOUT_MS = 120_000;

interface Home {
  people: number;
  waiting_webhooks: number;
  failing_webhooks: number;
}

async function write(operator: Operator, count: number): Promise<string> {
  const { pages } = await operator.call<{ pages: { id: string }[] }>('GET', '/api/pages');
  const page = pages[0]?.id ?? '';
  await steerSandbox(service, 'POST', '/sandbox/people', { page_id: page, count });
  await steerSandbox(service, 'POST', '/sandbox/people/actions', {
    page_id: page,
    type: 'message',
    text: 'Hello',
    limit: 10_000,
  });
  return page;
}

const everybodyKnown = (operator: Operator, page: string, withinMs: number) =>
  until(
    'everybody who wrote is known',
    async () => {
      const { total } = await steerSandbox<{ total: number }>(
        service,
        'GET',
        `/sandbox/people?page_id=${page}&limit=1`,
      );
      const home = await operator.call<Home>('GET', '/api/home').catch(() => undefined);
      return home?.people === total && home.waiting_webhooks === 0;
    },
    withinMs,
  );

test('kill -9 of the service while it sends: all settled, nobody twice', {
  timeout: TIMEOUT_MS,
}, async () => {
  const operator = await signIn(service);
  const page = await write(operator, 575);
  await everybodyKnown(operator, page, 30_000);
  const { campaigns } = await operator.call<{ campaigns: { id: string }[] }>('GET', '/api/campaigns');
  const id = campaigns[0]?.id ?? ''; // the ready-made draft
  await operator.call('POST', `/api/campaigns/${id}/publish`);
  const read = () => operator.call<Report>('GET', `/api/campaigns/${id}/report`);
  await until('it is in the middle', async () => (await read()).accepted >= 100);
  await service.kill();
  await service.restart();
  await until('it is finished', async () => (await read()).campaign.state === 'finished', 90_000);
  const report = await read();
  expect(report).toMatchObject({
    in_segment: 600,
    accepted: 600,
    failed: [],
    unknown: 0,
    waiting: 0,
    adds_up: true,
  });
  const summary = await steerSandbox<{ total: number; repeated: unknown[] }>(
    service,
    'GET',
    `/sandbox/messages/summary?page_id=${page}`,
  );
  expect(summary).toMatchObject({ total: 600, repeated: [] });
});

test('kill -9 of PostgreSQL in a storm of webhooks: what was acknowledged is there', {
  timeout: TIMEOUT_MS,
}, async () => {
  const operator = await signIn(service);
  const writing = write(operator, 1975);
  const postmaster = Number(
    readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0],
  );
  await until(
    'the storm has begun',
    async () => (await operator.call<Home>('GET', '/api/home')).people > 100,
  );
  process.kill(postmaster, 'SIGKILL');
  const page = await writing;
  await everybodyKnown(operator, page, 90_000);
  const home = await operator.call<Home>('GET', '/api/home');
  expect(home).toMatchObject({ people: 2000, waiting_webhooks: 0, failing_webhooks: 0 });
});
