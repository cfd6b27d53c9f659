// What the list of recipients is narrowed by. Variants and goals are offered where there are any.
import { Select } from '@mantine/core';
import type { RecipientsFilter } from '../../api/reports.ts';
import type { Report, Results } from '../../api/types.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { DELIVERY_WORDS, narrow } from './recipients.ts';

const STATES = Object.entries(DELIVERY_WORDS).map(([value, { word }]) => ({ value, label: word }));
const GOALS = [
  { value: 'true', label: 'Reached a goal' },
  { value: 'false', label: 'Reached none' },
];

interface RecipientsFiltersProps {
  report: Report | undefined;
  results: Results | undefined;
  filter: RecipientsFilter;
  onFilter: (filter: RecipientsFilter) => void;
}

export function RecipientsFilters({ report, results, filter, onFilter }: RecipientsFiltersProps) {
  const reasons = (report ? [...report.skipped, ...report.failed] : []).map(({ reason, title }) => ({
    value: reason,
    label: title,
  }));
  const variants = (results?.choices.variants ?? []).map((name) => ({ value: name, label: name }));
  return (
    <>
      <SearchInput
        label="Name, customer ID or PSID"
        initial={filter.search ?? ''}
        onSearch={(search) => onFilter(narrow(filter, { search }))}
        w={{ base: '100%', xs: 248 }}
      />
      <FilterSelect
        label="State"
        every="Every state"
        options={STATES}
        value={filter.state}
        onValue={(state) => onFilter(narrow(filter, { state, reason: null }))}
      />
      <FilterSelect
        label="Reason"
        every="Every reason"
        options={reasons}
        value={filter.reason}
        w={200}
        onValue={(reason) => onFilter(narrow(filter, { reason }))}
      />
      {(variants.length > 0 || filter.variant) && (
        <FilterSelect
          label="Variant"
          every="Every variant"
          options={variants}
          value={filter.variant}
          onValue={(variant) => onFilter(narrow(filter, { variant }))}
        />
      )}
      {((results?.goals.length ?? 0) > 0 || filter.converted) && (
        <FilterSelect
          label="Goal"
          every="Goal or not"
          options={GOALS}
          value={filter.converted}
          onValue={(converted) => onFilter(narrow(filter, { converted }))}
        />
      )}
    </>
  );
}

interface Option {
  value: string;
  label: string;
}
interface FilterSelectProps {
  label: string;
  /** When none is chosen. */
  every: string;
  options: readonly Option[];
  value: string | undefined;
  onValue: (value: string | null) => void;
  w?: number;
}

function FilterSelect({ label, every, options, value, onValue, w = 142 }: FilterSelectProps) {
  const isListed = value === undefined || options.some((option) => option.value === value);
  return (
    <Select
      aria-label={label}
      placeholder={every}
      data={[...options, ...(isListed ? [] : [{ value, label: value }])]}
      value={value ?? null}
      onChange={onValue}
      disabled={options.length === 0 && value === undefined}
      clearable
      w={{ base: 'calc(50% - 6px)', xs: w }}
    />
  );
}
