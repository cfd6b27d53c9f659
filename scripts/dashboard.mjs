// Builds the dashboard when its sources are not those of the last build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fail, inRoot, runQuietly, tool } from './run.mjs';

const STAMP = inRoot('dashboard', 'dist', '.sources');
/** Made by the build or from openapi.json; no source. */
const GENERATED = new Set(['dist', 'node_modules', 'schema.d.ts']);

/** By content, not by time: a fresh checkout or a switched branch gives every file a new time. 20 ms for 200 files. */
export async function buildDashboardIfStale() {
  const sources = hashSources();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return;
  console.log('Building the dashboard…');
  const { code, output } = await runQuietly([tool.vite, 'build', 'dashboard', '--logLevel', 'warn']);
  if (code !== 0) fail(`${output}\nThe dashboard could not be built; the reason is above.`);
  writeFileSync(STAMP, sources);
}

function hashSources() {
  const hash = createHash('sha256');
  const folder = inRoot('dashboard');
  const files = [...listFiles(folder), inRoot('package-lock.json')].sort();
  for (const file of files)
    hash
      .update(`${relative(folder, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !GENERATED.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? listFiles(path) : entry.isFile() ? [path] : [];
    });
}
