// Opens the world at the start of a sandbox: the saved one when there is a usable file, else a fresh one with its default
// Page.
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { addPage, createWorld, type World, type WorldOptions } from '../world/world.ts';
import { readState, StateError } from './read.ts';
import { goOn, restoreWorld } from './restore.ts';

export interface OpenedWorld {
  world: World;
  /** Takes up what an earlier process had begun; call it once the sandbox listens. */
  goOn: () => void;
}

/**
 * A file that cannot be used is set aside as `….bad`, and said so in one line.
 * @throws Error of the file system when the file cannot be read at all
 */
export async function openWorld(
  options: WorldOptions & { people: number },
  statePath: string | undefined,
): Promise<OpenedWorld> {
  if (statePath !== undefined) {
    await mkdir(dirname(statePath), { recursive: true });
    const found = await findWorld(options, statePath);
    if (found) return found;
  }
  const world = createWorld(options);
  const page = addPage(world, { name: 'Sandbox Shop' });
  if (options.people > 0) page.people.create({ count: options.people });
  return { world, goOn: () => {} };
}

async function findWorld(options: WorldOptions, path: string): Promise<OpenedWorld | null> {
  // The same randomness again would give new apps the tokens of the saved ones.
  const world = createWorld({ ...options, seed: `${options.seed}/${Date.now()}` });
  try {
    const saved = await readState(path);
    if (!saved) return null;
    const unfinished = restoreWorld(world, saved);
    return { world, goOn: () => goOn(world, unfinished) };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    await rename(path, `${path}.bad`);
    console.error(
      `The sandbox state ${path} cannot be used: ${error.message}. It is set aside as ${path}.bad; a new world begins.`,
    );
    return null;
  }
}
