// Of which runs a report is, in words and as the values of a select. Pure.
import type { ReportScope } from '../../api/reports.ts';
import type { Results } from '../../api/types.ts';

export type Choices = Results['choices'];
type Run = Choices['runs'][number];

export const ALL = 'all';
export const keyOf = ({ run, version }: ReportScope): string =>
  run !== undefined ? `run ${run}` : version !== undefined ? `version ${version}` : ALL;

export function scopeOf(value: string | null): ReportScope {
  const [kind, number] = value?.split(' ') ?? [];
  if (kind === 'run') return { run: Number(number) };
  return kind === 'version' ? { version: Number(number) } : {};
}

/**
 * Those that are told apart: of a campaign that people come into one by one each version is one run for as long as it is live, and
 * its version says it all, unless calls start others beside it.
 */
export const listRuns = <R extends Pick<Run, 'one_by_one'>>(runs: readonly R[]): readonly R[] =>
  runs.every((run) => run.one_by_one) ? [] : runs;

export const runName = ({ run, version, one_by_one }: Pick<Run, 'run' | 'version' | 'one_by_one'>): string =>
  one_by_one ? `One by one, version ${version}` : `Run ${run}`;

/** "Version 2", "Run 5"; null: all of them. */
export function scopeWords({ run, version }: ReportScope, choices: Choices | undefined): string | null {
  if (run === undefined) return version === undefined ? null : `Version ${version}`;
  return runName(choices?.runs.find((one) => one.run === run) ?? { run, version: 1, one_by_one: false });
}
