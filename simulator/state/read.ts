// Reads a state file into plain maps. Nothing is built yet: restore.ts does that, once the whole file has proved sound.
import { type FileHandle, open } from 'node:fs/promises';
import { headerSchema, type Line, type LineOf, lineSchema } from './line.contract.ts';

/** The file cannot be used. The message is a sentence for the operator. */
export class StateError extends Error {}

export interface Saved {
  world: LineOf<'world'> | null;
  apps: Map<string, LineOf<'app'>>;
  pages: Map<string, LineOf<'page'>>;
  people: Map<string, LineOf<'person'>>;
  messages: Map<string, LineOf<'message'>>;
  campaigns: Map<string, LineOf<'campaign'>>;
  tallies: Map<string, LineOf<'tally'>>;
  comments: Map<string, LineOf<'comment'>>;
  parcels: Map<number, LineOf<'parcel'>>;
  items: Map<string, LineOf<'item'>>;
}

/**
 * The last committed state in the file, or null when there is no file. Lines after the last commit were being written
 * when the process was killed; they are left out, however broken they are.
 * @throws StateError when anything before the last commit is damaged, or the file is of another format
 */
export async function readState(path: string): Promise<Saved | null> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!file) return null;
  try {
    return await readLines(file);
  } finally {
    await file.close();
  }
}

async function readLines(file: FileHandle): Promise<Saved> {
  const saved = emptyState();
  let batch: Exclude<Line, LineOf<'commit'>>[] = [];
  let number = 0;
  let damaged: number | null = null;
  let committed = false;
  for await (const text of file.readLines()) {
    if (++number === 1) {
      checkHeader(text);
      continue;
    }
    const line = parseLine(text);
    if (!line) damaged ??= number;
    else if (line.t !== 'commit') batch.push(line);
    else {
      if (damaged !== null) throw new StateError(`line ${damaged} is damaged`);
      for (const one of batch) keep(saved, one);
      batch = [];
      committed = true;
    }
  }
  if (!committed) throw new StateError('it ends before its first commit');
  return saved;
}

function checkHeader(text: string): void {
  if (!headerSchema.safeParse(parseJson(text)).success)
    throw new StateError('it is not a sandbox state of this version');
}

function parseLine(text: string): Line | undefined {
  return lineSchema.safeParse(parseJson(text)).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function emptyState(): Saved {
  return {
    world: null,
    apps: new Map(),
    pages: new Map(),
    people: new Map(),
    messages: new Map(),
    campaigns: new Map(),
    tallies: new Map(),
    comments: new Map(),
    parcels: new Map(),
    items: new Map(),
  };
}

/** The last line about a thing replaces the earlier ones and keeps their place in the order. */
function keep(saved: Saved, line: Exclude<Line, LineOf<'commit'>>): void {
  switch (line.t) {
    case 'world':
      saved.world = line;
      return;
    case 'app':
      saved.apps.set(line.id, line);
      return;
    case 'page':
      saved.pages.set(line.id, line);
      return;
    case 'person':
      saved.people.set(line.psid, line);
      return;
    case 'message':
      saved.messages.set(line.mid, line);
      return;
    case 'campaign':
      saved.campaigns.set(`${line.pageId} ${line.campaign}`, line);
      return;
    case 'tally':
      saved.tallies.set(`${line.pageId} ${line.psid} ${line.campaign}`, line);
      return;
    case 'comment':
      saved.comments.set(line.id, line);
      return;
    case 'parcel':
      saved.parcels.set(line.number, line);
      return;
    case 'item':
      saved.items.set(line.key, line);
      return;
    case 'settled':
      saved.parcels.delete(line.number);
  }
}
