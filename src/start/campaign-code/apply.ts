// Makes campaigns what the files say: creates drafts, changes them, and publishes them when that is asked for.
import type { Problem } from '../../campaigns/campaign.contract.ts';
import { changedFields } from '../../campaigns/revision.merge.ts';
import type { Stored } from './client.ts';
import type { ExitCode, Needs } from './commands.ts';
import { type CampaignFile, writeFileText } from './file.ts';
import { findStored } from './find.ts';
import { readFiles, writeFile } from './folder.ts';
import { contentOf, partOf, problemIn, readWanted, type Segment, type Wanted } from './resolve.ts';
import { problemsOfRefusal, sayDifferences, sayProblem } from './words.ts';

interface Options {
  folder: string;
  files: readonly string[];
  publish: boolean;
  overwrite: boolean;
}

/**
 * One file after the other: what is wrong with one keeps none of the others. A draft may be unfinished, so it is saved; a file of it
 * is wrong all the same, and the exit code says so.
 */
export async function apply(needs: Needs, options: Options): Promise<ExitCode> {
  const segments = await needs.client.listSegments();
  let wrong = 0;
  for (const file of readFiles(options.folder, options.files)) {
    const isRight = await applyOne(needs, file, { ...options, segments }).catch((error: unknown) => {
      file.problems.push(...problemsOfRefusal(file, error));
      return false;
    });
    for (const problem of file.problems) for (const line of sayProblem(file.path, problem)) needs.say(line);
    if (!isRight) wrong += 1;
  }
  return wrong === 0 ? 0 : 2;
}

async function applyOne(
  { client, say, env }: Needs,
  file: CampaignFile,
  { segments, publish, overwrite }: Options & { segments: readonly Segment[] },
): Promise<boolean> {
  const wanted = readWanted(file, segments, env);
  const before = await findStored(client, file);
  if (wanted === null || file.content === null || file.problems.length > 0) return false;
  const { revision } = file.content;
  const stored = await save({ client, say }, file, {
    wanted,
    before,
    revision: overwrite ? undefined : revision,
    always: overwrite && wanted.namesSecrets,
  });
  const isKept = before === null || revision !== undefined;
  if (isKept) rewrite(file, stored, segments);
  const { problems } = await client.check(stored.id, stored.definition);
  file.problems.push(...problems.map((problem) => placed(file, problem)));
  if (problems.some(({ severity }) => severity === 'error')) {
    say(`${file.path}: saved as a draft, which cannot be published as it is`);
    return false;
  }
  if (!publish || (stored.state !== 'draft' && !stored.has_changes)) return true;
  const published = await client.publishCampaign(stored.id, stored.revision);
  say(`${file.path}: published, ${published.state}`);
  if (isKept) rewrite(file, published, segments);
  return true;
}

interface Saving {
  wanted: Wanted;
  before: Stored | null;
  revision: number | undefined;
  /** Also when nothing differs that can be seen: secrets cannot. */
  always: boolean;
}

/** With the revision the file was written at, changes of others are merged, or refused; without one the file is right. */
async function save(
  { client, say }: Pick<Needs, 'client' | 'say'>,
  { path }: CampaignFile,
  { wanted, before, revision, always }: Saving,
): Promise<Stored> {
  const sent = { ...partOf(wanted), definition: wanted.withSecrets ?? wanted.definition };
  if (before === null) {
    const created = await client.createCampaign(sent);
    say(`${path}: created as ${created.id}`);
    return created;
  }
  if (!always && changedFields(partOf(before), partOf(wanted)).length === 0) {
    say(`${path}: unchanged`);
    return before;
  }
  const saved = await client.saveCampaign(before.id, { ...sent, revision: revision ?? before.revision });
  say(`${path}: changed ${saved.id}`);
  for (const line of sayDifferences(partOf(before), partOf(saved))) say(line);
  for (const { field, by } of saved.merged)
    say(`  ${field}: ${by ?? 'somebody else'} changed it since, and that stays`);
  return saved;
}

/** The file holds what is stored now, changes of others included, and the revision of that. */
function rewrite(file: CampaignFile, stored: Stored, segments: readonly Segment[]): void {
  const text = writeFileText(contentOf(stored, segments), file.document);
  if (text !== file.text) writeFile(file.path, text);
}

const placed = (file: CampaignFile, { field, severity, message, remedy }: Problem) => ({
  ...problemIn(file, field, message, remedy),
  severity,
});
