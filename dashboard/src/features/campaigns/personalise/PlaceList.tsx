// What a text may say, in groups, found by letters: by mouse, or with the arrows and Enter.
import { Combobox, Group, ScrollArea, Skeleton, Text, TextInput, useCombobox } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type Place, placeName, quote } from './places.ts';
import { type PlaceGroup, usePlaces } from './usePlaces.ts';

interface PlaceListProps {
  onPlace: (place: Place) => void;
  /** A content block needs no more choices. */
  onText: (text: string) => void;
}

/** Of each group; more are found by their name. */
const MAX_SHOWN = 100;

export function PlaceList({ onPlace, onText }: PlaceListProps) {
  const { groups, blocks, isPending } = usePlaces();
  const [search, setSearch] = useState('');
  const combobox = useCombobox({ opened: true });
  const wanted = search.trim().toLowerCase();
  const fits = (words: string): boolean => words.toLowerCase().includes(wanted);
  const shown = groups
    .map((group) => ({ ...group, places: group.places.filter((place) => fits(nameWords(place, group))) }))
    .filter(({ places }) => places.length > 0);
  const shownBlocks = blocks.filter((name) => fits(`${name} content block`));
  const items: (Place | string)[] = [
    ...shown.flatMap(({ places }) => places.slice(0, MAX_SHOWN)),
    ...shownBlocks.slice(0, MAX_SHOWN),
  ];
  const submit = (value: string): void => {
    const item = items[Number(value)];
    if (typeof item === 'string') onText(`{{ ContentBlock[${quote(item)}] }}`);
    else if (item !== undefined) onPlace(item);
  };
  // What Enter takes is the first that fits.
  // biome-ignore lint/correctness/useExhaustiveDependencies: selected anew when the list changes, which these say
  useEffect(() => {
    if (wanted === '') combobox.resetSelectedOption();
    else combobox.selectFirstOption();
  }, [wanted, items.length]);
  return (
    <Combobox store={combobox} onOptionSubmit={submit}>
      <Combobox.EventsTarget>
        <TextInput
          size="xs"
          aria-label="Search what to put in"
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-autofocus
        />
      </Combobox.EventsTarget>
      <Combobox.Options mt={6} aria-label="What to put in">
        <ScrollArea.Autosize mah="min(50dvh, 22rem)" type="auto">
          {isPending && <Skeleton h={90} />}
          {shown.map(({ label, places }) => (
            <Combobox.Group key={label} label={label}>
              {places.slice(0, MAX_SHOWN).map((place) => (
                <PlaceOption key={placeName(place)} place={place} value={String(items.indexOf(place))} />
              ))}
            </Combobox.Group>
          ))}
          {shownBlocks.length > 0 && (
            <Combobox.Group label="Content blocks">
              {shownBlocks.slice(0, MAX_SHOWN).map((name) => (
                <Combobox.Option key={name} value={String(items.indexOf(name))}>
                  {name}
                </Combobox.Option>
              ))}
            </Combobox.Group>
          )}
          {!isPending && shown.length === 0 && shownBlocks.length === 0 && (
            <Combobox.Empty>Nothing of this name</Combobox.Empty>
          )}
        </ScrollArea.Autosize>
      </Combobox.Options>
    </Combobox>
  );
}

/** "total", "A field of offer …", "Another field …" */
const labelOf = (place: Place): string =>
  !place.isOpen
    ? placeName(place)
    : place.root === 'Content'
      ? `A field of ${placeName(place)} …`
      : 'Another field …';

const nameWords = (place: Place, { label }: PlaceGroup): string => `${labelOf(place)} ${label}`;

function PlaceOption({ place, value }: { place: Place; value: string }) {
  const [example] = place.values;
  return (
    <Combobox.Option value={value}>
      <Group gap="sm" justify="space-between" wrap="nowrap">
        <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
          {labelOf(place)}
        </Text>
        <Text span size="xs" c="dimmed" truncate maw="45%">
          {[example, place.carriedBy && 'not always'].filter((part) => part !== undefined).join(' · ')}
        </Text>
      </Group>
    </Combobox.Option>
  );
}
