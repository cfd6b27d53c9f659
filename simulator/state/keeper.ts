// Keeps the world on disk. A new file is written beside the old one and renamed over it; after that only what changed is
// appended, each batch closed by a commit, until the file has grown too long and a new one is due. Measured figures: README.
import { type FileHandle, open, rename } from 'node:fs/promises';
import type { World } from '../world/world.ts';
import { COMMIT, encodeFew, everything, HEADER, takeChanges } from './encode.ts';
import { Output } from './output.ts';

/** Between two saves, real ms: what a killed process loses. */
const PAUSE_MS = 2_000;
/** So many changes are encoded in one go, in a few ms: at that point the file and the world are the same. */
const LAST_GO = 1_000;
/** A new file is due when as much was appended as it held at first, and at least this much. */
const APPENDED_LIMIT_CHARS = 64 * 1_048_576;

export class StateKeeper {
  private readonly world: World;
  private readonly path: string;
  private file: FileHandle | null = null;
  /** Lines of apps, Pages and settings as they stand in the file, to see whether they changed. */
  private few = new Map<string, string>();
  private baseChars = 0;
  private appendedChars = 0;
  private timer: NodeJS.Timeout | null = null;
  private saving: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(world: World, path: string) {
    this.world = world;
    this.path = path;
  }

  /** Watches the world from now on. The first save, which writes a new file, begins at once. */
  start(): void {
    this.world.changes.watch();
    this.saveSoon(0);
  }

  /** Saves what is left and closes the file. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.saving;
    await this.save();
    await this.file?.close();
    this.file = null;
  }

  private saveSoon(delayMs: number): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      this.saving = this.save().then(() => this.saveSoon(PAUSE_MS));
    }, delayMs);
    this.timer.unref();
  }

  /** A disk that cannot be written is reported and tried again with a new file. */
  private async save(): Promise<void> {
    try {
      const full = this.appendedChars > Math.max(APPENDED_LIMIT_CHARS, this.baseChars);
      if (!this.file || full || !(await this.append(this.file))) await this.rewrite();
    } catch (error) {
      console.error(`The sandbox state could not be saved: ${(error as Error).message}`);
      await this.file?.close().catch(() => {});
      this.file = null;
    }
  }

  /** Appends what changed. False when the file must be written anew, because part of it no longer holds. */
  private async append(file: FileHandle): Promise<boolean> {
    const out = new Output(file);
    const complete = await this.writeChanges(out);
    this.appendedChars += out.size;
    if (complete && out.size > 0) await file.datasync();
    return complete;
  }

  private async rewrite(): Promise<void> {
    await this.file?.close();
    this.file = null;
    const temporary = `${this.path}.tmp`;
    for (;;) {
      const file = await open(temporary, 'w');
      try {
        this.world.changes.clear();
        this.few.clear();
        const out = new Output(file);
        out.add(HEADER);
        await out.pour(everything(this.world), () => false);
        if (!(await this.writeChanges(out))) continue;
        this.baseChars = out.size;
        this.appendedChars = 0;
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.path);
      this.file = await open(this.path, 'a');
      return;
    }
  }

  /** Ends with a commit at a moment when nothing is left to write. False, and no commit, when the record was emptied. */
  private async writeChanges(out: Output): Promise<boolean> {
    const { world } = this;
    await out.pour(takeChanges(world), () => world.changes.size <= LAST_GO);
    if (world.changes.recordEmptied) return false;
    for (const line of takeChanges(world)) out.add(line);
    for (const [key, line] of encodeFew(world)) {
      if (this.few.get(key) === line) continue;
      this.few.set(key, line);
      out.add(line);
    }
    if (out.size === 0) return true;
    out.add(COMMIT);
    await out.flush();
    return true;
  }
}
