// The stage of a browser test file: the service as a process of its own, one Chromium, and tabs that remember what the
// browser complained about. Without a Chromium the file is skipped and says so.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Service, startService } from '../../scripts/demo/service.ts';
import { createTestDatabase } from '../support/database.ts';

const EXECUTABLE = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
/** How long a person would wait before calling it broken; a shared machine may be slow. */
const STEP_MS = 20_000;

export interface Stage {
  service: Service;
  /** A tab in a browser profile of its own; `profile` given: in that one. */
  openTab(options?: BrowserContextOptions, profile?: BrowserContext): Promise<Page>;
  /** Errors in the console or thrown by the pages since the last call; the session check of a visitor may answer 401. */
  takeComplaints(): string[];
}

type Register = (getStage: () => Stage) => void;

/** Registers the tests of a file on one service and one browser. `getStage` is for use inside the tests. */
export const describeInBrowser = (name: string, register: Register): void =>
  describeInBrowserWith({}, name, register);

/** @param env of the service */
export function describeInBrowserWith(env: Record<string, string>, name: string, register: Register): void {
  if (!existsSync(EXECUTABLE)) {
    test.skip(`${name}: there is no Chromium at ${EXECUTABLE}; install it or set CHROMIUM_PATH`);
    return;
  }
  // Once more when it fails: a browser beside everything else may miss a deadline of its own.
  describe(name, { retry: 1 }, () => {
    let stage: (Stage & { close(): Promise<void> }) | undefined;
    beforeAll(async () => {
      stage = await openStage(env);
    });
    afterAll(() => stage?.close());
    register(() => {
      if (!stage) throw new Error('The stage is open only inside a test.');
      return stage;
    });
  });
}

async function openStage(env: Record<string, string>): Promise<Stage & { close(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'talaria-browser-'));
  // A PostgreSQL of its own for each file would take longer to start than many of their tests take to run.
  const database = await createTestDatabase({ max: 1 });
  const [service, browser] = await Promise.all([
    startService(dataDir, { DATABASE_URL: database.url, ...env }),
    launchBrowser(),
  ]);
  const complaints: string[] = [];
  return {
    service,
    openTab: async (options, profile) => {
      const context =
        profile ?? (await browser.newContext({ baseURL: service.url, reducedMotion: 'reduce', ...options }));
      context.setDefaultTimeout(STEP_MS);
      const tab = await context.newPage();
      listen(tab, complaints);
      return tab;
    },
    takeComplaints: () => complaints.splice(0),
    close: async () => {
      await browser.close();
      await service.stop();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

function listen(tab: Page, complaints: string[]): void {
  tab.on('pageerror', (error) => complaints.push(`${tab.url()}: ${error.message}`));
  tab.on('console', (message) => {
    if (message.type() !== 'error') return;
    const from = message.location().url;
    if (from.endsWith('/api/me') && message.text().includes('401')) return;
    complaints.push(`${tab.url()}: ${message.text()} (${from})`);
  });
}
