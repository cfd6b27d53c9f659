// The folder of campaign files: which there are, reading and writing them.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../kit/errors.ts';
import { type CampaignFile, MAX_FILE_BYTES, readFileText, slugOf } from './file.ts';

const MOST_FILES = 10_000;

/** The files that were named, else all of the folder. Refuses what cannot be read. */
export function readFiles(folder: string, named: readonly string[]): CampaignFile[] {
  const paths = named.length > 0 ? [...named] : listFiles(folder);
  return paths.map(readOne);
}

function listFiles(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    throw new AppError('invalid', `There is no folder ${folder}.`, {
      remedy: 'Run `talaria campaign pull` first, or name the folder with --dir.',
    });
  }
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .slice(0, MOST_FILES)
    .map((name) => join(folder, name));
}

function readOne(path: string): CampaignFile {
  const { size } = statSync(path);
  if (size > MAX_FILE_BYTES)
    throw new AppError('invalid', `${path} is larger than ${MAX_FILE_BYTES / 1_000_000} MB.`);
  return readFileText(path, readFileSync(path, 'utf8'));
}

/** The files there are, without complaint when the folder is not there yet. */
export function readFolder(folder: string): CampaignFile[] {
  try {
    statSync(folder);
  } catch {
    return [];
  }
  return readFiles(folder, []);
}

export function writeFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A name nobody has yet. */
export function freePath(folder: string, campaign: { id: string; name: string }, taken: Set<string>): string {
  const plain = join(folder, `${slugOf(campaign.name)}.yaml`);
  const path = taken.has(plain) ? join(folder, `${slugOf(campaign.name)}-${campaign.id}.yaml`) : plain;
  taken.add(path);
  return path;
}
