// The npm commands' first step, run as a person would: in a copy of the project small enough to see what happens.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { until } from '../support/embedded.ts';

const project = join(import.meta.dirname, '../..');
const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'talaria-bootstrap-')));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

let count = 0;
/** The bootstrap scripts beside a command-line program of the case's own. */
function makeProject(cli: string, files: Record<string, string> = {}): string {
  const root = join(workspace, String(++count));
  mkdirSync(root);
  cpSync(join(project, 'scripts'), join(root, 'scripts'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
  for (const [name, text] of Object.entries({ 'src/cli.ts': cli, ...files })) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

function makeInstalledProject(cli: string, files: Record<string, string> = {}): string {
  const root = makeProject(cli, files);
  cpSync(join(project, 'package-lock.json'), join(root, 'package-lock.json'));
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  return root;
}

function bootstrap(root: string, ...args: string[]) {
  const result = spawnSync(process.execPath, [join(root, 'scripts/bootstrap.mjs'), ...args], {
    encoding: 'utf8',
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

describe('a command', () => {
  it('gets its arguments, runs on the pinned Node and keeps its exit code', () => {
    const root = makeInstalledProject(
      "const args: string[] = process.argv.slice(2); console.log(process.execPath, args.join('|')); process.exit(7);",
    );
    const { code, out } = bootstrap(root, 'talaria', 'backup', 'my file');
    expect(out.trim()).toBe(`${realpathSync(join(project, 'node_modules/node/bin/node'))} backup|my file`);
    expect(code).toBe(7);
  });

  it('that does not exist is answered with those that do', () => {
    expect(bootstrap(makeInstalledProject(''), 'strat')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no command "strat". There are: start, test'),
    });
  });

  it.each([
    ['is passed the signal and may end in order', "process.on('SIGTERM', () => process.exit(5));", 5],
    ['killed by the signal ends with 143, as in a shell', '', 143],
  ])('%s', async (_, handler, code) => {
    const root = makeInstalledProject(`${handler} console.log('up'); setInterval(() => {}, 1000);`);
    const child = spawn(process.execPath, [join(root, 'scripts/bootstrap.mjs'), 'talaria'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(await terminate(child)).toBe(code);
  });
});

it('a command ends when npm is stopped, though npm tells only the shell between', async () => {
  const root = makeInstalledProject(
    "process.on('SIGTERM', () => process.exit()); console.log(process.pid); setInterval(() => {}, 1000);",
    {
      'package.json': JSON.stringify({ scripts: { talaria: 'node scripts/bootstrap.mjs talaria' } }),
    },
  );
  const npm = spawn('npm', ['run', '--silent', 'talaria'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = (await once(npm.stdout, 'data')) as [Buffer];
  await terminate(npm);
  await until('the program to be gone', () => !existsSync(`/proc/${Number(pid)}`));
});

describe('packages', () => {
  /** A commit that asks for this version of `part`, a packed folder, so that npm needs no network. */
  function makeCommit(version: string): string {
    const folder = makeProject('', { 'part/package.json': JSON.stringify({ name: 'part', version }) });
    const npm = (cwd: string, ...args: string[]) =>
      execFileSync('npm', [...args, '--no-audit', '--no-fund'], { cwd, stdio: 'ignore' });
    npm(join(folder, 'part'), 'pack');
    const dependencies = { part: `file:part/part-${version}.tgz` };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'small', dependencies }));
    npm(folder, 'install', '--package-lock-only');
    return folder;
  }

  it('are installed when missing and when the lock file has changed, and otherwise left alone', () => {
    const root = makeCommit('1.0.0');
    expect(bootstrap(root, 'talaria').out).toContain('The packages are not installed');
    expect(bootstrap(root, 'talaria')).toMatchObject({ code: 0, out: '' });
    cpSync(makeCommit('1.0.1'), root, { recursive: true }); // as a pull does
    expect(bootstrap(root, 'talaria').out).toContain('package-lock.json has changed');
    expect(bootstrap(root, 'talaria')).toMatchObject({ code: 0, out: '' });
  });

  it('that cannot be installed are told, and nothing is run', () => {
    const root = makeProject("console.log('ran')", {
      'package.json': JSON.stringify({ name: 'small', dependencies: { part: 'file:part' } }),
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: {} }),
    });
    const result = bootstrap(root, 'talaria');
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining('npm ci failed') });
    expect(result.out).not.toContain('ran');
  });
});

describe('the dashboard', () => {
  it('is built when a source has changed, and only then', () => {
    const root = makeInstalledProject("console.log('started')", {
      'dashboard/index.html': '<script type="module" src="/main.js"></script>',
      'dashboard/main.js': 'document.title = "one";',
      'dashboard/vite.config.ts': 'export default { root: import.meta.dirname };',
    });
    expect(bootstrap(root, 'start').out).toBe('Building the dashboard…\nstarted\n');
    expect(bootstrap(root, 'start').out).toBe('started\n');
    writeFileSync(join(root, 'dashboard/main.js'), 'document.title = "two";');
    expect(bootstrap(root, 'start').out).toBe('Building the dashboard…\nstarted\n');
    writeFileSync(join(root, 'dashboard/main.js'), 'import "./gone.js";');
    expect(bootstrap(root, 'start')).toMatchObject({ code: 1, err: expect.stringContaining('gone.js') });
  });
});

async function terminate(child: ChildProcess): Promise<number | null> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = (await exited) as [number | null];
  return code;
}
