// `npm run smoke`: one message through every part. A person of the sandbox writes, is found, gets a campaign of one, and has it
// on the phone. Asks the Talaria that runs (PUBLIC_URL or PORT, SANDBOX_PORT) when TALARIA_KEY is an API key of it, where person,
// segment "Smoke test" and campaign stay, as history does; else starts one for itself and removes it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Operator, signIn, steerSandbox } from './demo/clients.ts';
import { type Service, startService } from './demo/service.ts';

const STEP_WITHIN_MS = 30_000;
const NAME = 'Smoke test';

interface Talaria {
  service: Pick<Service, 'url' | 'sandboxUrl'>;
  api: Operator;
  stop(): Promise<void>;
}

let talaria: Talaria | undefined;
try {
  talaria = await step('Talaria and the sandbox answer', async () => (await findRunning()) ?? startOwn());
  console.log(`  ${talaria.service.url}, sandbox ${talaria.service.sandboxUrl}`);
  await oneMessage(talaria);
  console.log('One message went through every part.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await talaria?.stop();
}

async function oneMessage({ service, api }: Talaria): Promise<void> {
  const sandbox = <T>(method: string, path: string, body?: unknown) =>
    steerSandbox<T>(service as Service, method, path, body);
  const [page] = await sandbox<{ id: string; name: string }[]>('GET', '/sandbox/pages');
  if (!page) throw new Error('The sandbox has no Page');

  const psid = await step('A person writes to the Page', async () => {
    const { psids } = await sandbox<{ psids: string[] }>('POST', '/sandbox/people', {
      page_id: page.id,
      count: 1,
    });
    const action = { page_id: page.id, type: 'message', text: 'Hello, is anybody there?' };
    await sandbox('POST', `/sandbox/people/${psids[0]}/actions`, action);
    return psids[0] ?? '';
  });
  await until(`The webhook came: ${psid} is among the people`, async () => {
    const { people } = await api.call<{ people: unknown[] }>('GET', `/api/people?search=${psid}`);
    return people.length === 1;
  });
  const text = `Talaria is well. ${new Date().toISOString()}`;
  const campaign = await step('A campaign of one is published', () =>
    publishTo(api, { psid, pageId: page.id, text }),
  );
  await until('The phone has the message, once', async () => {
    const path = `/sandbox/messages?page_id=${page.id}&psid=${psid}`;
    const { data } = await sandbox<{ data: unknown[] }>('GET', path);
    return data.filter((message) => JSON.stringify(message).includes(text)).length === 1;
  });
  await until('The report has it accepted and delivered, and adds up', async () => {
    const report = await api.call<{ accepted: number; delivered: number; adds_up: boolean }>(
      'GET',
      `/api/campaigns/${campaign}/report`,
    );
    return report.accepted === 1 && report.delivered === 1 && report.adds_up;
  });
}

async function publishTo(
  api: Operator,
  { psid, pageId, text }: { psid: string; pageId: string; text: string },
): Promise<string> {
  const segmentId = await chooseSegment(api, psid);
  const body = {
    recipient: { id: "{{ UserAttribute['ps_id'] }}" },
    messaging_type: 'RESPONSE',
    message: { text },
  };
  const { id } = await api.call<{ id: string }>('POST', '/api/campaigns', {
    name: `${NAME} of ${new Date().toISOString()}`,
    definition: {
      segment_id: segmentId,
      request: {
        method: 'POST',
        url: `https://graph.facebook.com/v26.0/${pageId}/messages`,
        body: { kind: 'raw', text: JSON.stringify(body) },
      },
    },
  });
  try {
    await api.call('POST', `/api/campaigns/${id}/publish`);
  } catch (error) {
    await api.call('DELETE', `/api/campaigns/${id}`);
    throw error;
  }
  return id;
}

/**
 * One segment for all smoke tests, pointed at the person of this one: what a published campaign has used cannot be deleted,
 * and need not be, because publishing froze it.
 */
async function chooseSegment(api: Operator, psid: string): Promise<string> {
  const isThePerson = { kind: 'attribute', attribute: 'ps_id', op: 'is', value: psid };
  const segment = { name: NAME, filter: { kind: 'group', match: 'all', filters: [isThePerson] } };
  const { segments } = await api.call<{ segments: { id: string; name: string }[] }>('GET', '/api/segments');
  const known = segments.find(({ name }) => name === NAME);
  if (!known) return (await api.call<{ id: string }>('POST', '/api/segments', segment)).id;
  await api.call('PUT', `/api/segments/${known.id}`, segment);
  return known.id;
}

/** The one that runs, when there is a key for it. A key that does not work is an error, not a reason to start another. */
async function findRunning(): Promise<Talaria | undefined> {
  const { TALARIA_KEY: key, PUBLIC_URL, PORT = '3000', SANDBOX_PORT = '3100' } = process.env;
  if (!key) return undefined;
  const url = (PUBLIC_URL ?? `http://localhost:${PORT}`).replace(/\/+$/, '');
  const answers = await fetch(`${url}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  );
  if (!answers) return undefined;
  const api = withKey(url, key);
  await api.call('GET', '/api/me');
  return { service: { url, sandboxUrl: `http://127.0.0.1:${SANDBOX_PORT}` }, api, stop: async () => {} };
}

function withKey(url: string, key: string): Operator {
  return {
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
      return JSON.parse(text) as T;
    },
  };
}

async function startOwn(): Promise<Talaria> {
  const dataDir = mkdtempSync(join(tmpdir(), 'talaria-smoke-'));
  chmodSync(dataDir, 0o755); // PostgreSQL runs as a user of its own when we are root
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true });
  try {
    const service = await startService(dataDir);
    const stop = async (): Promise<void> => {
      await service.stop();
      remove();
    };
    return { service, api: await signIn(service), stop };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Does it, and prints a line with a tick or a cross. */
async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    const result = await work();
    console.log(`✓ ${what} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    return result;
  } catch (error) {
    console.log(`✗ ${what}`);
    throw error;
  }
}

function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  return step(what, async () => {
    const givenUpAt = performance.now() + STEP_WITHIN_MS;
    while (!(await isSo())) {
      if (performance.now() > givenUpAt) throw new Error(`Not within ${STEP_WITHIN_MS / 1000} s: ${what}`);
      await sleep(100);
    }
  });
}
