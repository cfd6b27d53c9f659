// "npm run check": types, lint and house rules. All run even when one fails, so that one run tells everything.
import { runQuietly, tool } from './run.mjs';

const STEPS = [
  { name: 'Types of the service, simulator and tests', args: [tool.tsc, '-p', 'tsconfig.json'] },
  { name: "The dashboard's types from openapi.json", args: ['dashboard/scripts/api-types.ts'] },
  { name: 'Types of the dashboard', args: [tool.tsc, '-p', 'dashboard/tsconfig.json'] },
  { name: 'Lint and format', args: [tool.biome, 'ci', '.'] },
  { name: 'House rules and stale files', args: [tool.vitest, 'run', 'test/house'] },
];

/** Prints a line per step, and what a failed one said. */
export async function check() {
  let failed = 0;
  for (const { name, args } of STEPS) {
    const startedAt = performance.now();
    const { code, output } = await runQuietly(args);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
    if (code === 0) continue;
    failed += 1;
    console.log(output.trimEnd().replace(/^/gm, '    '));
  }
  process.exit(failed === 0 ? 0 : 1);
}
