// Where the business of the Page is: what Meta allows differs by region.
import { Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { pageQuery, setPageCountry } from '../../../api/pages.ts';
import type { Page } from '../../../api/types.ts';
import { notifyDone, notifyFailed } from '../../../ui/notify.ts';
import { Panel } from '../../../ui/Panel.tsx';

/** Codes that name no country: unions, worlds, and those for testing. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);

function listCountries(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  return codes
    .filter((code) => !NO_COUNTRY.has(code) && isCurrent(code))
    .flatMap((value) => {
      const label = names.of(value);
      return label === undefined ? [] : [{ value, label }];
    })
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** Former codes have the name of what came after them: DD is called Germany, as DE is. */
const isCurrent = (code: string): boolean => new Intl.Locale(`und-${code}`).region === code;

/** Every country by its name in the browser's language. */
const COUNTRIES = listCountries();

export function CountryPanel({ page }: { page: Page }) {
  const queryClient = useQueryClient();
  const saving = useMutation({
    mutationFn: (country: string | null) => setPageCountry(page.id, country),
    onSuccess: (fresh) => {
      queryClient.setQueryData(pageQuery(page.id).queryKey, fresh);
      notifyDone('The country is kept.');
    },
    onError: (error) => notifyFailed('The country was not kept', error),
  });
  return (
    <Panel
      title="Region"
      description="Some ways to reach people exist in some regions only. Talaria offers and refuses them by the country of the business."
    >
      <Select
        label="Country of the business"
        placeholder="Not said"
        data={COUNTRIES}
        value={page.country}
        onChange={(country) => saving.mutate(country)}
        disabled={saving.isPending}
        searchable
        clearable
        allowDeselect={false}
        maw={360}
        nothingFoundMessage="No such country"
      />
    </Panel>
  );
}
