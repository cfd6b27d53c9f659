// Between a file and the API: segments by name, defaults filled in, and everything that is wrong by field and line.
import { type CampaignDefinition, campaignDefinition } from '../../campaigns/campaign.contract.ts';
import { asJson } from '../../campaigns/revision.content.ts';
import { readInput } from '../../kit/read-input.ts';
import type { Stored } from './client.ts';
import { type CampaignFile, type FileContent, type FileProblem, pathInFile, problemOf } from './file.ts';
import { type Environment, fillSecrets, hideNamed } from './secrets.ts';
import { isObject, type Json, shorten } from './shape.ts';

export interface Segment {
  id: string;
  name: string;
}

/** What the API is to have, whole. */
export interface Content {
  name: string;
  tags: string[];
  definition: Json;
}

export interface Wanted extends Content {
  /** The definition with the secrets that it names in the place of dots; null when they were not asked for. */
  withSecrets: Json | null;
  namesSecrets: boolean;
}

/** What of a stored campaign a file decides. */
export const partOf = ({ name, tags, definition }: Content): Content => ({ name, tags, definition });

/** The parts of a definition that name a segment. */
const HOLDERS: readonly (readonly string[])[] = [[], ['trigger']];

/**
 * null where something is wrong, which the file's problems then say.
 * @param env where named secrets are found; null: they are not needed
 */
export function readWanted(
  file: CampaignFile,
  segments: readonly Segment[],
  env: Environment | null = null,
): Wanted | null {
  if (file.written === null) return null;
  const written = asJson(file.written);
  for (const holder of HOLDERS) nameToId(file, holder, { part: partAt(written, holder), segments });
  const { value, faults } = readInput(campaignDefinition, written, '');
  for (const { field, message, remedy = null } of faults ?? [])
    file.problems.push(problemIn(file, field, message, remedy));
  if (value === null || file.content === null) return null;
  const { name, tags } = file.content;
  const definition = asJson<CampaignDefinition>(value) as Json;
  const withSecrets = env && readSecrets(file, definition, env);
  const namesSecrets = hideNamed(definition);
  if (file.problems.some(({ severity }) => severity === 'error')) return null;
  return { name, tags, definition, withSecrets, namesSecrets };
}

function readSecrets(file: CampaignFile, definition: Json, env: Environment): Json {
  const filled = structuredClone(definition);
  for (const { field, variable } of fillSecrets(filled, env))
    file.problems.push(
      problemIn(file, field, `${variable} is not set.`, 'Set it in the environment of this command.'),
    );
  return filled;
}

/** What a file holds of a stored campaign. */
export function contentOf(stored: Stored, segments: readonly Segment[]): FileContent {
  const definition = shorten(stored.definition);
  for (const holder of HOLDERS) idToName(partAt(definition, holder), segments);
  const { id, revision, name, tags } = stored;
  return { id, revision, name, tags, definition };
}

export const problemIn = (
  file: CampaignFile,
  field: string,
  message: string,
  remedy: string | null = null,
): FileProblem => {
  const path = pathInFile(field);
  return problemOf(path.join('.'), file.lineOf(path), message, remedy);
};

function partAt(definition: Json, path: readonly string[]): Json | null {
  let part: unknown = definition;
  for (const key of path) part = isObject(part) ? part[key] : undefined;
  return isObject(part) ? part : null;
}

function nameToId(
  file: CampaignFile,
  holder: readonly string[],
  { part, segments }: { part: Json | null; segments: readonly Segment[] },
): void {
  if (part === null || !('segment' in part)) return;
  const { segment } = part;
  delete part['segment'];
  const field = [...holder, 'segment'].join('.');
  if (segment === null) return;
  const found = segments.filter(({ name }) => name === segment);
  const [one] = found;
  if (found.length === 1 && one !== undefined) part['segment_id'] = one.id;
  else if (found.length === 0)
    file.problems.push(
      problemIn(file, field, `There is no segment “${String(segment)}”.`, nearest(String(segment), segments)),
    );
  else
    file.problems.push(
      problemIn(
        file,
        field,
        `There are ${found.length} segments “${String(segment)}”.`,
        `Write one of them as segment_id: ${found.map(({ id }) => id).join(', ')}.`,
      ),
    );
}

const MOST_OFFERED = 5;

/** Those that share a word with what was written, else the first. */
function nearest(wanted: string, segments: readonly Segment[]): string {
  if (segments.length === 0) return 'There are none yet: make it first.';
  const words = wanted
    .toLowerCase()
    .split(/\P{L}+/u)
    .filter((word) => word.length > 2);
  const near = segments.filter(({ name }) => words.some((word) => name.toLowerCase().includes(word)));
  const offered = (near.length > 0 ? near : segments).slice(0, MOST_OFFERED);
  return `Make it, or choose one that is there: ${offered.map(({ name }) => `“${name}”`).join(', ')}.`;
}

/** A name that two have, or nobody any more, stays an id. */
function idToName(part: Json | null, segments: readonly Segment[]): void {
  if (part === null || !('segment_id' in part)) return;
  const named = segments.filter(({ id }) => id === part['segment_id']);
  const [one] = named;
  if (one === undefined || segments.filter(({ name }) => name === one.name).length > 1) return;
  const entries = Object.entries(part).map(([key, value]) =>
    key === 'segment_id' ? (['segment', one.name] as const) : ([key, value] as const),
  );
  for (const key of Object.keys(part)) delete part[key];
  Object.assign(part, Object.fromEntries(entries));
}
