// What every npm command runs first. Plain JavaScript for whatever Node (18 or newer) the machine has: installs what is
// missing, then runs the command's program on the Node this project pins.
import { existsSync } from 'node:fs';
import { check } from './check.mjs';
import { prepareChromium } from './chromium.mjs';
import { buildDashboardIfStale } from './dashboard.mjs';
import { installIfNeeded } from './install.mjs';
import { fail, inRoot, runAndExit, runUntilOneEnds, tool } from './run.mjs';

/** Each gets the arguments after its name. Programs that serve or test the dashboard build it first, when it is stale. */
const commands = {
  async start(args) {
    await buildDashboardIfStale();
    await runAndExit(['src/cli.ts', 'start', ...args]);
  },
  async test(args) {
    await prepareChromium();
    await buildDashboardIfStale();
    await runAndExit([tool.vitest, 'run', ...args]);
  },
  async demo(args) {
    await buildDashboardIfStale();
    await runAndExit(['scripts/demo/main.ts', ...args]);
  },
  /** The service, started again when its code changes, and Vite's server before it. */
  async dev(args) {
    await runUntilOneEnds([
      ['--watch', 'src/cli.ts', 'start', ...args],
      [tool.vite, 'dashboard'],
    ]);
  },
  check,
  async bench(args) {
    await runAndExit(['bench/main.ts', ...args]);
  },
  async chaos(args) {
    await runAndExit(['test/chaos/main.ts', ...args]);
  },
  async smoke(args) {
    await buildDashboardIfStale();
    await runAndExit(['scripts/smoke.ts', ...args]);
  },
  async talaria(args) {
    await runAndExit(['src/cli.ts', ...args]);
  },
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!command) fail(`There is no command "${name}". There are: ${Object.keys(commands).join(', ')}.`);
if (!existsSync(inRoot('package-lock.json')))
  fail('package-lock.json is missing: this is not a whole checkout.');
await installIfNeeded();
await command(args);
