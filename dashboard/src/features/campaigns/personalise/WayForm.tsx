// How a value is written, and what becomes of whoever has none: in words, with an example of what comes out.
import { Anchor, Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { frequentValuesQuery } from '../../../api/segments.ts';
import { Example } from './Example.tsx';
import { mayLack, type Place, placeName, typedKeys } from './places.ts';
import { INSIDE, StyleFields, type WayFieldsProps } from './StyleFields.tsx';
import classes from './WayForm.module.css';
import { newWay, type Style, stylesFor, type Way, wayFault, writePlace } from './write.ts';

interface WayFormProps {
  place: Place;
  onBack: () => void;
  onInsert: (text: string) => void;
}

export function WayForm({ place: given, onBack, onInsert }: WayFormProps) {
  const [typed, setTyped] = useState('');
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const [way, setWay] = useState<Way>(() => newWay(given));
  const set = (patch: Partial<Way>): void => setWay({ ...way, ...patch });
  const place = given.isOpen ? { ...given, keys: [...given.keys, ...typedKeys(typed)] } : given;
  const values = useValues(given);
  const fault = given.isOpen && typedKeys(typed).length === 0 ? 'Name the field.' : wayFault(way);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // The form of the message around it is not meant.
        event.stopPropagation();
        if (fault === null) onInsert(writePlace(place, way));
      }}
    >
      <Stack gap="xs">
        <Anchor component="button" type="button" size="sm" onClick={onBack} ta="left">
          <IconChevronLeft size={14} aria-hidden style={{ verticalAlign: '-2px' }} /> Something else
        </Anchor>
        {given.isOpen ? (
          <TextInput
            size="xs"
            label={given.root === 'Content' ? `Field of ${placeName(given)}` : 'Field'}
            description="Inside of another with a dot: items.0.title"
            placeholder="price"
            value={typed}
            maxLength={200}
            spellCheck={false}
            onChange={(event) => setTyped(event.currentTarget.value)}
            ref={first}
          />
        ) : (
          <div>
            <Text fw={600} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {placeName(place)}
            </Text>
            {place.carriedBy && (
              <Text size="xs" c="dimmed">
                {carriedWords(place.carriedBy)}
              </Text>
            )}
          </div>
        )}
        <Select
          size="xs"
          label="How it is written"
          data={stylesFor(given)}
          value={way.style}
          allowDeselect={false}
          maxDropdownHeight={320}
          comboboxProps={INSIDE}
          onChange={(style) => style && set({ style: style as Style })}
          {...(!given.isOpen && { ref: first })}
        />
        <StyleFields way={way} set={set} />
        {mayLack(given) && way.style !== 'yes_no' && <LackingFields way={way} set={set} />}
        <Stack gap={6} className={classes['end']}>
          <Example values={values} way={way} />
          {fault !== null && (
            <Text size="xs" c="dimmed" role="status">
              {fault}
            </Text>
          )}
          <Button type="submit" size="xs" disabled={fault !== null}>
            Put it in
          </Button>
        </Stack>
      </Stack>
    </form>
  );
}

const carriedWords = (events: readonly string[]): string =>
  events.length === 0 ? 'Not always there.' : `Not always there; ${events.join(' and ')} carried it.`;

const LACKING = [
  { value: 'word', label: 'Something else stands there' },
  { value: 'skip', label: 'They do not get the message' },
];

function LackingFields({ way, set }: WayFieldsProps) {
  return (
    <>
      <Select
        size="xs"
        label="Whoever has none"
        data={LACKING}
        value={way.lacking}
        allowDeselect={false}
        comboboxProps={INSIDE}
        onChange={(lacking) => lacking && set({ lacking: lacking as Way['lacking'] })}
      />
      {way.lacking === 'skip' ? (
        <TextInput
          size="xs"
          label="Reason, for the report"
          placeholder="Says what is missing"
          value={way.reason}
          maxLength={200}
          onChange={(event) => set({ reason: event.currentTarget.value })}
        />
      ) : (
        way.style !== 'count' && (
          <TextInput
            size="xs"
            label={way.style === 'plural' ? 'Counts as' : 'Write instead'}
            placeholder={way.style === 'plural' ? '0' : 'Nothing'}
            value={way.word}
            maxLength={200}
            onChange={(event) => set({ word: event.currentTarget.value })}
          />
        )
      )}
    </>
  );
}

/** Of the person they are asked for; sensitive ones are told to nobody but the owner. */
function useValues({ root, keys, values }: Place) {
  const isAsked = root === 'UserAttribute' && keys.join('.') !== 'customer_id';
  const found = useQuery({ ...frequentValuesQuery(keys.join('.'), null, ''), enabled: isAsked });
  return isAsked ? (found.data?.values.map(({ value }) => value) ?? []) : values;
}
