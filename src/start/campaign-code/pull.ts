// Campaigns of the service into files.
import { changedFields } from '../../campaigns/revision.merge.ts';
import { AppError } from '../../kit/errors.ts';
import type { Stored } from './client.ts';
import type { ExitCode, Needs } from './commands.ts';
import { type CampaignFile, writeFileText } from './file.ts';
import { freePath, readFolder, writeFile } from './folder.ts';
import { contentOf, partOf, readWanted, type Segment } from './resolve.ts';
import { sayProblem } from './words.ts';

/** A file that is there already keeps its name, its comments and its order. One that cannot be read is left alone and said. */
export async function pull(
  { client, say }: Needs,
  { folder, wanted, overwrite }: { folder: string; wanted: readonly string[]; overwrite: boolean },
): Promise<ExitCode> {
  const files = readFolder(folder);
  const broken = files.filter(({ content }) => content === null);
  for (const file of broken)
    for (const problem of file.problems) for (const line of sayProblem(file.path, problem)) say(line);
  const taken = new Set(files.map(({ path }) => path));
  const segments = await client.listSegments();
  const chosen = choose(await client.listCampaigns(), wanted);
  let [written, kept] = [0, 0];
  for (const { id } of chosen) {
    const stored = await client.getCampaign(id);
    const before = findFile(files, stored);
    const path = before?.path ?? freePath(folder, stored, taken);
    if (before !== undefined && !overwrite && hasOwnChanges(before, stored, segments)) {
      say(
        `${path}: left as it is, because it has changes that were not applied. Apply it, or pull with --overwrite.`,
      );
      kept += 1;
      continue;
    }
    const text = writeFileText(contentOf(stored, segments), before?.document ?? null);
    if (before?.text === text) continue;
    writeFile(path, text);
    say(`${path}: ${before === undefined ? 'new' : 'changed'}`);
    written += 1;
  }
  say(`${chosen.length} campaigns, ${written} files written.`);
  return broken.length + kept === 0 ? 0 : 2;
}

function choose(all: { id: string; name: string }[], wanted: readonly string[]) {
  if (wanted.length === 0) return all;
  return wanted.flatMap((one) => {
    const found = all.filter(({ id, name }) => id === one || name === one);
    if (found.length === 0)
      throw new AppError('invalid', `There is no campaign “${one}” that is not archived.`);
    return found;
  });
}

/** Only the file was changed since it was written: nobody changed the campaign. */
function hasOwnChanges(file: CampaignFile, stored: Stored, segments: readonly Segment[]): boolean {
  if (file.content?.revision !== stored.revision) return false;
  const mine = readWanted(file, segments);
  return mine === null || changedFields(partOf(stored), partOf(mine)).length > 0;
}

/** By its id, or by its name while it has none. */
const findFile = (files: CampaignFile[], { id, name }: { id: string; name: string }) =>
  files.find(({ content }) => content?.id === id) ??
  files.find(({ content }) => content !== null && content.id === undefined && content.name === name);
