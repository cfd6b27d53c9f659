// The house rules that a machine can check: who may import whom, how long files are, that each says what it is for.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** From the ground up: a domain imports only from those named with it. Routes may import access too. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  kit: [],
  messenger: ['kit'],
  access: ['kit'],
  pages: ['kit', 'messenger'],
  profiles: ['kit', 'messenger'],
  ingest: ['kit', 'profiles'],
  templates: ['kit', 'messenger'],
  connectors: ['kit', 'templates'],
  policy: ['messenger'],
  segments: ['kit', 'profiles'],
  delivery: ['kit', 'messenger', 'connectors', 'pages', 'profiles', 'templates', 'policy'],
  campaigns: ['kit', 'pages', 'profiles', 'segments', 'templates', 'delivery'],
  webhooks: ['kit', 'messenger', 'pages', 'profiles', 'delivery'],
  reports: ['kit'],
  transfer: ['kit', 'profiles', 'segments', 'reports'],
};
/** Put together everything, from outside the domains. */
const COMPOSITION = new Set(['app.ts', 'main.ts', 'cli.ts', 'start']);

const MAX_LINES = 400;
const MEDIAN_LINES = 130;

interface Source {
  path: string; // from the project's root
  text: string;
  lines: number;
}

function listSources(folder: string, endings: RegExp): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/\/(node_modules|dist)\//.test(file) && !file.endsWith('.d.ts'))
    .map((file) => {
      const text = readFileSync(file, 'utf8');
      return { path: relative(ROOT, file), text, lines: text.split('\n').length - 1 };
    });
}

const service = listSources('src', /\.ts$/);
const simulator = listSources('simulator', /\.(ts|js)$/);
const dashboard = listSources('dashboard/src', /\.tsx?$/);
const everything = [
  ...service,
  ...simulator,
  ...dashboard,
  ...listSources('test', /\.ts$/),
  ...listSources('bench', /\.ts$/),
  ...listSources('scripts', /\.(ts|mjs)$/),
];

/** Relative imports of a file, as paths from the root. */
function importsOf(source: Source): string[] {
  const found = source.text.matchAll(/(?:^|\s)(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g);
  return [...found].map((match) => relative(ROOT, resolve(ROOT, dirname(source.path), match[1] ?? '')));
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.includes('/testing/');
const domainOf = (path: string): string => path.split('/')[1] ?? '';

describe('who imports whom', () => {
  const production = service.filter((source) => !isTest(source.path));

  test('every folder of src is in the table', () => {
    const folders = new Set(service.map((source) => domainOf(source.path)));
    const unknown = [...folders].filter((name) => !(name in MAY_IMPORT) && !COMPOSITION.has(name));
    expect(unknown).toEqual([]);
  });

  test('domains import downwards only', () => {
    const wrong: string[] = [];
    for (const source of production) {
      const domain = domainOf(source.path);
      if (COMPOSITION.has(domain)) continue;
      const allowed = new Set([domain, ...(MAY_IMPORT[domain] ?? [])]);
      if (/\.routes\.ts$/.test(source.path)) allowed.add('access');
      for (const target of importsOf(source)) {
        if (!target.startsWith('src/') || !allowed.has(domainOf(target)))
          wrong.push(`${source.path} → ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('the simulator and the service share no code', () => {
    const wrong = [...production, ...simulator.filter((source) => !isTest(source.path))].flatMap((source) =>
      importsOf(source)
        .filter((target) => target.split('/')[0] !== source.path.split('/')[0])
        .map((target) => `${source.path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('the dashboard knows the service by its API alone', () => {
    const wrong = dashboard.flatMap((source) =>
      importsOf(source).filter((target) => !target.startsWith('dashboard/')),
    );
    expect(wrong).toEqual([]);
  });

  test('the pure domains reach neither database nor network nor clock', () => {
    const impure =
      /from '(?:kysely|pg|undici|node:(?:fs|net|http|https|dns|child_process)[^']*)'|\bDate\.now\(|new Date\(\)/;
    const wrong = production
      .filter((source) => ['templates', 'policy'].includes(domainOf(source.path)) && impure.test(source.text))
      .map((source) => source.path);
    expect(wrong).toEqual([]);
  });
});

describe('files', () => {
  test(`none has more than ${MAX_LINES} lines`, () => {
    expect(
      everything.filter((source) => source.lines > MAX_LINES).map(({ path, lines }) => `${path}: ${lines}`),
    ).toEqual([]);
  });

  test(`the median is near 100 lines`, () => {
    const lengths = everything.map((source) => source.lines).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(MEDIAN_LINES);
  });

  test('each opens with what it is responsible for', () => {
    const silent = everything
      .filter((source) => !/^(#!.*\n)?\s*(\/\/|\/\*)/.test(source.text))
      .map((source) => source.path);
    expect(silent).toEqual([]);
  });

  test('nothing is left for later', () => {
    const left = everything
      .filter(
        (source) =>
          source.path !== 'test/house/rules.test.ts' && /\b(TODO|FIXME|XXX|HACK)\b/.test(source.text),
      )
      .map((source) => source.path);
    expect(left).toEqual([]);
  });
});
