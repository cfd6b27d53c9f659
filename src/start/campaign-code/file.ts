// One campaign as a YAML file: read with the line of everything, written without touching what has not changed.
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { idSchema } from '../../kit/ids.ts';
import { readInput } from '../../kit/read-input.ts';
import { mergeInto } from './merge.ts';
import { isObject, type Json } from './shape.ts';

/** A definition is at most some 100 KB over HTTP; comments may be as long again. */
export const MAX_FILE_BYTES = 1_000_000;

/** Something about a file that is for people. */
export interface FileProblem {
  /** As in the file: definition.schedule.time. */
  field: string;
  line: number | null;
  severity: 'error' | 'warning';
  message: string;
  remedy: string | null;
}

export interface CampaignFile {
  path: string;
  text: string;
  /** null: none that can be used; `problems` say why. */
  content: FileContent | null;
  /** The definition as it is written, right or wrong; null: none. */
  written: Json | null;
  problems: FileProblem[];
  /** The line of a field, or of what stands around it. */
  lineOf(path: readonly string[]): number | null;
  document: Document.Parsed;
}

const fileContent = z.object({
  id: idSchema('cmp').optional(),
  revision: z.number().int().min(1).optional(),
  name: z.string().trim().min(1, 'give it a name').max(160),
  tags: z.array(z.string()).default([]),
  definition: z.record(z.string(), z.unknown()),
});
export type FileContent = z.output<typeof fileContent>;

export function readFileText(path: string, text: string): CampaignFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (field: readonly string[]) => findLine(document, lines, field);
  const file = { path, text, document, lineOf };
  const unusable = (problem: FileProblem) => ({ ...file, content: null, written: null, problems: [problem] });
  const fault = findFault(document);
  if (fault !== null) return unusable(fault);
  const read = readValues(document);
  if ('fault' in read) return unusable(read.fault);
  const { value, faults } = readInput(fileContent, read.values, '');
  const problems = (faults ?? []).map(({ field, message, remedy = null }) =>
    problemOf(field, lineOf(field.split('.')), message, remedy),
  );
  const { definition = null } = isObject(read.values) ? read.values : {};
  return { ...file, content: value, written: isObject(definition) ? definition : null, problems };
}

/** For what is not worth reading at all. */
export const unusableFile = (path: string, message: string, remedy: string): CampaignFile => ({
  ...readFileText(path, ''),
  problems: [problemOf('', null, message, remedy)],
});

/** What the parser found, unknown tags too (it only warns of them); null: nothing. */
function findFault(document: Document.Parsed): FileProblem | null {
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) {
    const [sentence = ''] = broken.message.split(' at line ');
    const line = broken.linePos?.[0].line ?? null;
    return broken.code === 'TAG_RESOLVE_FAILED'
      ? problemOf('', line, `${sentence}.`, 'Write the value without its !tag.')
      : problemOf('', line, `This is not YAML: ${sentence}.`);
  }
  if (document.contents !== null) return null;
  return problemOf(
    '',
    null,
    'It is empty.',
    'Write the campaign into it, pull it again, or delete the file.',
  );
}

/** A few lines of aliases of aliases can stand for gigabytes, so there is a limit of them. */
function readValues(document: Document.Parsed): { values: unknown } | { fault: FileProblem } {
  try {
    return { values: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const remedy = 'Write out what its aliases (*name) stand for.';
    return { fault: problemOf('', null, `It cannot be read: ${error.message}.`, remedy) };
  }
}

const MAX_ALIASES = 100;

export const problemOf = (
  field: string,
  line: number | null,
  message: string,
  remedy: string | null = null,
): FileProblem => ({ field, line, severity: 'error', message, remedy });

/** Goes as far along the path as the file does. */
function findLine(document: Document.Parsed, lines: LineCounter, path: readonly string[]): number | null {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0];
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items.find((one, index) => String(index) === key || nameOf(one) === key);
      if (!isNode(item)) break;
      offset = item.range?.[0];
      node = item;
    } else break;
  }
  return offset === undefined ? null : lines.linePos(offset).line;
}

/** Of an item that a field names by its name: goals.Bought. */
const nameOf = (node: unknown): unknown => (isMap(node) ? node.get('name') : undefined);

const STYLE = { blockQuote: 'literal', lineWidth: 0 } as const;

/** A new file, or `before` with what has changed: comments, order and spelling of the rest stay. */
export function writeFileText(content: FileContent, before: Document.Parsed | null): string {
  const plain = tidy(content);
  if (before === null) return stringify(plain, STYLE);
  mergeInto(before, plain);
  return before.toString(STYLE);
}

/** In the order people read it; without tags when there are none. */
function tidy({ id, revision, name, tags, definition }: FileContent): Json {
  return {
    ...(id !== undefined && { id }),
    ...(revision !== undefined && { revision }),
    name,
    ...(tags.length > 0 && { tags }),
    definition,
  };
}

/** `campaigns/spring-sale.yaml` for "Spring sale". */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const slug = plain.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  return slug.slice(0, 80) || 'campaign';
}

/** Where a field of the API stands in a file: segments have their names there. */
export function pathInFile(field: string): string[] {
  const path = field.split('.').filter((part) => part !== '');
  const [first] = path;
  if (first === undefined || first === 'name' || first === 'tags') return path;
  const inDefinition = first === 'definition' ? path.slice(1) : path;
  return ['definition', ...inDefinition.map((key) => (key === 'segment_id' ? 'segment' : key))];
}
