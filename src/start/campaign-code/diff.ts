// What applying the files would change.
import type { ExitCode, Needs } from './commands.ts';
import { findStored } from './find.ts';
import { readFiles } from './folder.ts';
import { partOf, readWanted } from './resolve.ts';
import { sayDifferences, sayProblem } from './words.ts';

export async function diff(
  { client, say }: Needs,
  { folder, files: named }: { folder: string; files: readonly string[] },
): Promise<ExitCode> {
  const segments = await client.listSegments();
  let [different, wrong] = [0, 0];
  for (const file of readFiles(folder, named)) {
    const wanted = readWanted(file, segments);
    const stored = await findStored(client, file);
    for (const problem of file.problems) for (const line of sayProblem(file.path, problem)) say(line);
    if (wanted === null || file.problems.length > 0) {
      wrong += 1;
      continue;
    }
    if (stored === null) {
      say(`${file.path}: would be created`);
      different += 1;
      continue;
    }
    const lines = sayDifferences(partOf(stored), partOf(wanted));
    if (lines.length === 0) continue;
    different += 1;
    say(`${file.path} (${stored.id}, ${stored.state}):`);
    for (const line of lines) say(line);
    const { revision } = file.content ?? {};
    if (revision !== undefined && revision !== stored.revision)
      say(
        `  Others changed it since revision ${revision}: apply merges, and refuses fields that both changed.`,
      );
  }
  if (wrong > 0) return 2;
  if (different === 0) say('No differences.');
  return different > 0 ? 1 : 0;
}
