// Starting programs for the bootstrap: on the right Node, with signals passed on and the exit code kept.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The oldest Node that runs TypeScript files without a flag. */
const MIN_NODE = [22, 18];

/** A path of the project. */
export const inRoot = (...parts) => join(root, ...parts);

/** The JavaScript files behind the tools, so that they run on our Node and not on the one a shell would find. */
export const tool = {
  vitest: 'node_modules/vitest/vitest.mjs',
  vite: 'node_modules/vite/bin/vite.js',
  tsc: 'node_modules/typescript7/bin/tsc',
  biome: 'node_modules/@biomejs/biome/bin/biome',
};

/** Prints one line and ends. */
export function fail(message) {
  console.error(message);
  process.exit(1);
}

/** The Node from the npm package `node`; the running one where that package has none for the platform. */
function findNode() {
  const pinned = inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return process.execPath;
  return fail(
    `This is Node ${process.versions.node}; Talaria needs ${MIN_NODE.join('.')} or newer, and npm could not install one ` +
      '(was it run with --ignore-scripts?). Install Node 24 from https://nodejs.org.',
  );
}

/** Starts a program of the project in its root. */
function startNode(args, stdio) {
  const node = findNode();
  const path = [dirname(node), inRoot('node_modules', '.bin'), process.env.PATH].join(delimiter);
  // Node 22 warns about TypeScript and SQLite at each start; both are used on purpose.
  const options = ['--disable-warning=ExperimentalWarning', ...args];
  return spawn(node, options, { cwd: root, stdio, env: { ...process.env, PATH: path } });
}

/** Runs a program, its output ours, and ends as it ends. */
export async function runAndExit(args) {
  process.exit(await ended(startNode(args, 'inherit')));
}

/** Runs a program quietly: its exit code, and all it printed. */
export async function runQuietly(args) {
  const child = startNode(args, ['ignore', 'pipe', 'pipe']);
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const code = await ended(child);
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}

/** Runs several; when one ends the others are stopped, and its exit code is ours. */
export async function runUntilOneEnds(programs) {
  const children = programs.map((args) => startNode(args, 'inherit'));
  const ends = children.map(ended);
  const code = await Promise.race(ends);
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(ends);
  process.exit(code);
}

/** Passes signals on to the child and waits for its end. Killed by a signal gives 128 + its number, as in a shell. */
export function ended(child) {
  // A terminal sends Ctrl-C to the whole group: the child has it already, and a second one would mean "at once".
  const forward = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  const stopWatching = onNpmGone(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`${child.spawnfile} could not be started: ${error.message}`));
    child.once('close', (code, signal) => {
      for (const name of signals) process.removeListener(name, forward);
      stopWatching();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/**
 * npm passes a signal to the shell between it and us, which on Debian (dash) dies of it without telling us: the program would
 * go on alone. That shell is our parent, so when we have another one, npm was stopped.
 */
function onNpmGone(stop) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 250);
  return () => clearInterval(timer);
}
