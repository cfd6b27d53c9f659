// Makes sure that the browser tests have a browser: CHROMIUM_PATH is set for them when there is one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ended } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Finds a browser or, on Debian as root, installs one. Without one the tests that need it are skipped, and this says so. */
export async function prepareChromium() {
  const found = findChromium() ?? ((await installChromium()) ? findChromium() : undefined);
  if (found) process.env.CHROMIUM_PATH = found;
  else {
    console.log(
      'There is no Chromium here: tests in the browser will be skipped. Install it (apt-get install chromium), ' +
        'or set CHROMIUM_PATH to a Chromium or Chrome.',
    );
  }
}

function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : undefined;
  const onPath = findOnPath(NAMES);
  return (
    onPath ?? (process.platform === 'darwin' ? MAC_APPLICATIONS.find((path) => existsSync(path)) : undefined)
  );
}

async function installChromium() {
  if (process.getuid?.() !== 0 || !findOnPath(['apt-get']) || process.env.CHROMIUM_PATH) return false;
  console.log('Installing Chromium for the tests in the browser (apt-get install chromium)…');
  const apt = async (...args) =>
    (await ended(
      spawn('apt-get', ['-q', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }),
    )) === 0;
  return (await apt('update')) && (await apt('install', '-y', '--no-install-recommends', 'chromium'));
}

function findOnPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}
