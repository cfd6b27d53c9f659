// The folder of campaign files: which there are, reading and writing them.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../kit/errors.ts';
import { type CampaignFile, MAX_FILE_BYTES, readFileText, slugOf, unusableFile } from './file.ts';

const MOST_FILES = 10_000;

/** The files that were named, else all of the folder. Refuses a folder that is not there. */
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

/** What cannot be read says so among its problems: it keeps no other file from being read. */
function readOne(path: string): CampaignFile {
  try {
    if (statSync(path).size <= MAX_FILE_BYTES) return readFileText(path, readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return unusableFile(path, `It cannot be read: ${why}.`, 'Check its name, and who may read it.');
  }
  const most = `${MAX_FILE_BYTES / 1_000_000} MB`;
  return unusableFile(path, `It is larger than ${most}.`, 'A file is one campaign: take out the rest.');
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
