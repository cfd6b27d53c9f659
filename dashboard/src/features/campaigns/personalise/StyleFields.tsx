// What a style of writing still asks for: decimals, a currency, words for how many, the look of a date; and language and clock.
import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import { languageName } from '../../../ui/languageName.ts';
import { TIME_ZONES } from '../../../ui/timeZones.ts';
import { COMMON_LANGUAGES } from '../languages/languages.ts';
import { DATES, isLocal, type Way } from './write.ts';

/** A list that opens beside the popover would count as a click outside of it. */
export const INSIDE = { withinPortal: false } as const;

export interface WayFieldsProps {
  way: Way;
  set: (patch: Partial<Way>) => void;
}

const SHARED = { size: 'xs', allowDeselect: false, comboboxProps: INSIDE } as const;

export function StyleFields({ way, set }: WayFieldsProps) {
  return (
    <>
      <OwnFields way={way} set={set} />
      {isLocal(way.style) && (
        <Group grow gap="xs" align="flex-start">
          <Select
            {...SHARED}
            label="Language"
            data={LANGUAGES}
            value={way.language}
            searchable
            onChange={(language) => language !== null && set({ language })}
          />
          {way.style === 'date' && (
            <Select
              {...SHARED}
              label="Time zone"
              data={ZONES}
              value={way.zone}
              searchable
              limit={100}
              onChange={(zone) => zone !== null && set({ zone })}
            />
          )}
        </Group>
      )}
    </>
  );
}

const THEIRS = { value: '', label: 'The person’s' };
const LANGUAGES = [THEIRS, ...COMMON_LANGUAGES.map((value) => ({ value, label: languageName(value) }))];
const ZONES = [THEIRS, ...TIME_ZONES.map((value) => ({ value, label: value }))];

function OwnFields({ way, set }: WayFieldsProps) {
  switch (way.style) {
    case 'short':
      return (
        <NumberInput
          size="xs"
          label="After so many characters"
          min={4}
          max={1000}
          allowDecimal={false}
          value={way.length}
          onChange={(length) => typeof length === 'number' && set({ length })}
        />
      );
    case 'number':
    case 'percent':
      return <Decimals way={way} set={set} />;
    case 'currency':
      return (
        <Group grow gap="xs" align="flex-start">
          <Select
            {...SHARED}
            label="Currency"
            data={CURRENCIES}
            value={way.currency}
            searchable
            limit={60}
            onChange={(currency) => currency !== null && set({ currency })}
          />
          <Decimals way={way} set={set} />
        </Group>
      );
    case 'plural':
      return <PluralFields way={way} set={set} />;
    case 'date':
      return (
        <Select
          {...SHARED}
          label="Which looks like"
          description="In the order of their language"
          data={[...DATES]}
          value={way.date}
          onChange={(date) => date !== null && set({ date: date as Way['date'] })}
        />
      );
    case 'yes_no':
      return (
        <Group grow gap="xs">
          <Words label="For yes" value={way.yes} onChange={(yes) => set({ yes })} />
          <Words label="For no, or none" value={way.no} onChange={(no) => set({ no })} />
        </Group>
      );
    default:
      return null;
  }
}

const named = new Intl.DisplayNames('en', { type: 'currency' });
const CURRENCIES = Intl.supportedValuesOf('currency').map((value) => ({
  value,
  label: `${value} · ${named.of(value) ?? value}`,
}));

const DECIMALS = [
  { value: '', label: 'As they come' },
  ...[0, 1, 2, 3].map((count) => ({ value: String(count), label: String(count) })),
];

const Decimals = ({ way, set }: WayFieldsProps) => (
  <Select
    {...SHARED}
    label="Decimals"
    data={DECIMALS}
    value={way.decimals === null ? '' : String(way.decimals)}
    onChange={(count) => set({ decimals: count === null || count === '' ? null : Number(count) })}
  />
);

const PluralFields = ({ way, set }: WayFieldsProps) => (
  <>
    <Group grow gap="xs" align="flex-start">
      <Words label="For one" placeholder="point" value={way.one} onChange={(one) => set({ one })} />
      <Words
        label="For more"
        placeholder="points"
        value={way.others}
        onChange={(others) => set({ others })}
      />
    </Group>
    <TextInput
      size="xs"
      label="For a few"
      description="Where the language has a word of its own for 2, 3 and 4"
      value={way.few}
      maxLength={60}
      onChange={(event) => set({ few: event.currentTarget.value })}
    />
  </>
);

interface WordsProps {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}

const Words = ({ onChange, ...props }: WordsProps) => (
  <TextInput {...props} size="xs" maxLength={60} onChange={(event) => onChange(event.currentTarget.value)} />
);
