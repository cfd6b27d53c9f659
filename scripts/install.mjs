// Installs the packages when they are missing or package-lock.json asks for others.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { ended, fail, inRoot } from './run.mjs';

/** npm ci, with its own output, unless what is installed already is what the lock file says. */
export async function installIfNeeded() {
  const reason = findReason();
  if (!reason) return;
  console.log(`${reason}: installing them with npm ci (about a minute, once).`);
  // Warnings are about the Node that runs npm here, not the one the packages will run on.
  // NODE_ENV=production or a person's npmrc may leave out packages that the build and the pinned Node come from.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const child = npm
    ? spawn(process.execPath, [npm, ...args], { cwd: inRoot(), stdio: 'inherit' })
    : spawn('npm', args, { cwd: inRoot(), stdio: 'inherit', shell: process.platform === 'win32' });
  const code = await ended(child);
  if (code !== 0) {
    fail(`npm ci failed (exit code ${code}); its message is above. Talaria needs its packages to go on.`);
  }
}

/** npm notes what it installed in node_modules/.package-lock.json, as its last step: that is our stamp. */
function findReason() {
  if (!existsSync(inRoot('node_modules', '.package-lock.json'))) return 'The packages are not installed';
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  const same = Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true; // ourselves
    const found = installed[path];
    // An optional package of another platform is not installed; an integrity tells apart two of one version.
    return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional;
  });
  return same ? undefined : 'package-lock.json has changed since the packages were installed';
}

function readPackages(path) {
  return JSON.parse(readFileSync(inRoot(path), 'utf8')).packages ?? {};
}
