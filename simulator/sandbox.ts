// The Messenger sandbox as a value: `createSandbox` builds it, `startSandbox` also listens. Programs use main.ts, tests
// call startSandbox with port 0.
import type { AddressInfo } from 'node:net';
import type { SandboxOptions } from './config.ts';
import { credentials, type PageCredentials, preSubscribe } from './control/pages.ts';
import { createHttpServer } from './http/server.ts';
import { StateKeeper } from './state/keeper.ts';
import { openWorld } from './state/open.ts';
import type { World } from './world/world.ts';

export interface Sandbox {
  /** Base address, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** The default Page first; also at GET /sandbox/pages. */
  readonly pages: readonly PageCredentials[];
  readonly world: World;
  /**
   * Stops listening, ends open connections and saves the world if it has a state file; without one, what was still to be
   * sent is dropped. Calling it twice is fine.
   */
  close(): Promise<void>;
}

/** Builds a sandbox that does not listen yet, with the saved world if there is one. */
export async function createSandbox(
  options: Pick<SandboxOptions, 'seed' | 'recordLimit' | 'webhookUrl' | 'statePath' | 'people'>,
) {
  const { seed, recordLimit, webhookUrl, statePath, people } = options;
  const { world, goOn } = await openWorld({ seed, recordLimit, people }, statePath);
  const [page] = world.pages.values();
  if (webhookUrl !== undefined && page) preSubscribe(page, webhookUrl);
  const keeper = statePath === undefined ? null : new StateKeeper(world, statePath);
  return { world, goOn, keeper, server: createHttpServer(world) };
}

/** Builds a sandbox and listens. Everything has a default; port 0, the default here, takes a free one. */
export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const { world, goOn, keeper, server } = await createSandbox({
    seed: options.seed ?? 'sandbox',
    recordLimit: options.recordLimit ?? 500_000,
    webhookUrl: options.webhookUrl,
    statePath: options.statePath,
    people: options.people ?? 0,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  world.baseUrl = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  // Only now: a second sandbox that finds the port taken must not touch the first one's file and webhooks.
  goOn();
  keeper?.start();
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    world.scheduler.close();
    const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await Promise.all([stopped, world.outbox.close(), world.browser.close()]);
    await keeper?.close();
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
