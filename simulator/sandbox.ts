// The Messenger sandbox as a value: `createSandbox` builds it, `startSandbox` also listens. Programs use main.ts, tests
// call startSandbox with port 0.
import type { AddressInfo } from 'node:net';
import type { SandboxOptions } from './config.ts';
import { credentials, type PageCredentials, preSubscribe } from './control/pages.ts';
import { createHttpServer } from './http/server.ts';
import { createWorld, type World } from './world/world.ts';

export interface Sandbox {
  /** Base address, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** The default Page first; also at GET /sandbox/pages. */
  readonly pages: readonly PageCredentials[];
  readonly world: World;
  /** Stops listening, drops what was still to be sent, ends open connections. Calling it twice is fine. */
  close(): Promise<void>;
}

/** Builds a sandbox that does not listen yet. */
export function createSandbox(options: Pick<SandboxOptions, 'seed' | 'recordLimit' | 'webhookUrl'>) {
  const world = createWorld({ seed: options.seed, recordLimit: options.recordLimit });
  const [page] = world.pages.values();
  if (options.webhookUrl !== undefined && page) preSubscribe(page, options.webhookUrl);
  return { world, server: createHttpServer(world) };
}

/** Builds a sandbox and listens. Everything has a default; port 0, the default here, takes a free one. */
export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const { world, server } = createSandbox({
    seed: options.seed ?? 'sandbox',
    recordLimit: options.recordLimit ?? 500_000,
    webhookUrl: options.webhookUrl,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  world.baseUrl = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    world.scheduler.close();
    const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await Promise.all([stopped, world.outbox.close()]);
  };
  return {
    url: world.baseUrl,
    port,
    pages: [...world.pages.values()].map(credentials),
    world,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
