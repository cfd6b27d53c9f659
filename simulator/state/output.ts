// Lines on their way into the state file: gathered, written in chunks, and encoded in slices so short that calls and
// webhooks go on in between.
import type { FileHandle } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';

/** Longest time that encoding holds up everything else, ms. */
const SLICE_MS = 5;
const CHUNK_CHARS = 262_144;

export class Output {
  /** Characters so far, written or not. */
  size = 0;
  private readonly file: FileHandle;
  private text = '';

  constructor(file: FileHandle) {
    this.file = file;
  }

  add(line: string): void {
    this.text += `${line}\n`;
    this.size += line.length + 1;
  }

  /** Adds the lines until they end or `enough` holds, and lets others run in between. */
  async pour(lines: Iterable<string>, enough: () => boolean): Promise<void> {
    let until = performance.now() + SLICE_MS;
    for (const line of lines) {
      this.add(line);
      if (this.text.length < CHUNK_CHARS && performance.now() < until) continue;
      if (this.text.length >= CHUNK_CHARS) await this.flush();
      else await breathe();
      if (enough()) return;
      until = performance.now() + SLICE_MS;
    }
  }

  async flush(): Promise<void> {
    const { text } = this;
    this.text = '';
    await this.file.appendFile(text);
  }
}
