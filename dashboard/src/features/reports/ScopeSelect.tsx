// Of which runs the report is: all together, those of a version, or one. Only where there is more than one of a kind.
import { Select } from '@mantine/core';
import type { ReportScope } from '../../api/reports.ts';
import { formatDateTime } from '../../ui/format.ts';
import { ALL, type Choices, keyOf, listRuns, runName, scopeOf, scopeWords } from './scope.ts';

interface ScopeSelectProps {
  /** undefined: not known yet. */
  choices: Choices | undefined;
  scope: ReportScope;
  onScope: (scope: ReportScope) => void;
}

export function ScopeSelect({ choices, scope, onScope }: ScopeSelectProps) {
  const versions = (choices?.versions ?? []).map(({ version, published_at }) => ({
    value: keyOf({ version }),
    label: `Version ${version}, ${formatDateTime(published_at)}`,
  }));
  const runs = listRuns(choices?.runs ?? []).map((run) => ({
    value: keyOf({ run: run.run }),
    label: `${runName(run)}, ${run.started_at ? formatDateTime(run.started_at) : 'not started'}`,
  }));
  const groups = [
    { group: 'Versions', items: versions.length > 1 ? versions : [] },
    { group: 'Runs', items: runs.length > 1 ? runs : [] },
  ].filter(({ items }) => items.length > 0);
  const value = keyOf(scope);
  const isListed = groups.some(({ items }) => items.some((item) => item.value === value));
  if (groups.length === 0 && value === ALL) return <span />;
  return (
    <Select
      label="Report of"
      w={{ base: '100%', xs: 320 }}
      data={[
        { value: ALL, label: allWords(groups.map(({ group }) => group.toLowerCase())) },
        // An address may name one of long ago.
        ...(isListed || value === ALL ? [] : [{ value, label: scopeWords(scope, choices) ?? '' }]),
        ...groups,
      ]}
      value={value}
      allowDeselect={false}
      searchable
      onChange={(next) => onScope(scopeOf(next))}
    />
  );
}

const allWords = (kinds: string[]): string =>
  kinds.length === 0 ? 'Everything together' : `All ${kinds.join(' and ')} together`;
