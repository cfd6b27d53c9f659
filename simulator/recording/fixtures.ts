// Graph calls that are answered from a list instead of by the world: what a recording said, or what a test wants to hear. Asked
// by http/ before the Graph side. Of several for the same call each is used in turn, and the last one stays.
import { z } from 'zod';
import type { GraphOutcome, GraphRequest } from '../graph/graph.ts';
import { splitVersion } from '../graph/versions.ts';
import { LEFT_OUT, type Line } from './line.contract.ts';

const fixtureSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'DELETE']),
  /** Without version, with leading slash. */
  path: z.string().max(2000).regex(/^\//, 'must begin with /'),
  /** Parameters that must be there with these values; others may be there too. */
  params: z.record(z.string(), z.unknown()).default({}),
  status: z.number().int().min(200).max(599).default(200),
  answer: z.unknown(),
});
export type Fixture = z.output<typeof fixtureSchema>;
export const fixturesSchema = z.array(fixtureSchema).max(20_000);

interface Armed {
  fixture: Fixture;
  params: [name: string, value: string][];
  used: number;
}

export class Fixtures {
  private byCall = new Map<string, Armed[]>();

  replace(fixtures: readonly Fixture[]): void {
    this.byCall = new Map();
    for (const fixture of fixtures) {
      const key = `${fixture.method} ${fixture.path}`;
      const params = Object.entries(fixture.params).map(([name, value]): [string, string] => [
        name,
        canonical(value),
      ]);
      const armed = { fixture, params, used: 0 };
      const others = this.byCall.get(key);
      if (others) others.push(armed);
      else this.byCall.set(key, [armed]);
    }
  }

  list(): (Fixture & { used: number })[] {
    return [...this.byCall.values()].flat().map(({ fixture, used }) => ({ ...fixture, used }));
  }

  /** The answer that stands ready for the call, if there is one. */
  find(request: GraphRequest): GraphOutcome | undefined {
    if (this.byCall.size === 0) return undefined;
    const path = pathOf(request.path);
    const armed = path === null ? undefined : this.byCall.get(`${request.method} ${path}`);
    if (!armed) return undefined;
    const given = paramsOf(request);
    const fitting = armed.filter(({ params }) =>
      params.every(([name, value]) => name in given && canonical(given[name]) === value),
    );
    const next = fitting.find(({ used }) => used === 0) ?? fitting.at(-1);
    if (!next) return undefined;
    next.used++;
    return { type: 'json', status: next.fixture.status, body: next.fixture.answer, headers: {} };
  }
}

/** Fixtures of a recording: reads are matched with their parameters, writes by their order. */
export function fixturesOf(lines: readonly Line[]): Fixture[] {
  const fixtures: Fixture[] = [];
  for (const line of lines) {
    if (line.kind !== 'graph' || line.outcome !== 'json' || line.status === null) continue;
    const path = pathOf(line.path);
    const { method } = line;
    if (path === null || (method !== 'GET' && method !== 'POST' && method !== 'DELETE')) continue;
    const known = Object.entries(line.params).filter(([, value]) => value !== LEFT_OUT);
    const params = method === 'GET' ? Object.fromEntries(known) : {};
    fixtures.push({ method, path, params, status: line.status, answer: line.answer });
  }
  return fixtures;
}

/** The parameters of a call, without the token; a file is told by its name. */
export function paramsOf({ query, body }: GraphRequest): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...query, ...body })) {
    if (name === 'access_token') continue;
    params[name] = value instanceof File ? `(file ${value.name}, ${value.size} bytes)` : value;
  }
  return params;
}

/** The path without its version; null when the version is unknown. */
function pathOf(path: string): string | null {
  try {
    const { rest } = splitVersion(path);
    return `/${rest.split('/').filter(Boolean).join('/')}`;
  } catch {
    return null;
  }
}

/** Form bodies carry numbers and objects as text, JSON bodies as they are: both mean the same. */
function canonical(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
