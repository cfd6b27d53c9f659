// Puts a person's attribute into a text, with a word to stand in when somebody lacks it.
import { ActionIcon, Button, Menu, ScrollArea, TextInput, Tooltip } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { catalogueQuery } from '../../../api/people.ts';
import { listPlaces, personalise } from './personalise.ts';

interface PersonaliseMenuProps {
  onInsert: (text: string) => void;
  /** Which field, for screen readers. */
  where: string;
  /** A button with its word, where there is room. */
  isWide?: boolean;
}

export function PersonaliseMenu({ onInsert, where, isWide = false }: PersonaliseMenuProps) {
  const catalogue = useQuery(catalogueQuery);
  const [search, setSearch] = useState('');
  const [fallback, setFallback] = useState('');
  const names = listPlaces(catalogue.data?.attributes ?? []).filter((name) =>
    name.toLowerCase().includes(search.trim().toLowerCase()),
  );
  return (
    <Menu position="bottom-end" width={260} onClose={() => setSearch('')} returnFocus={false}>
      <Menu.Target>
        {isWide ? (
          <Button size="xs" variant="default" leftSection={<IconBraces size={14} aria-hidden />}>
            Personalise
          </Button>
        ) : (
          <Tooltip label="Personalise">
            <ActionIcon aria-label={`Personalise ${where}`}>
              <IconBraces size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        <TextInput
          m={4}
          size="xs"
          aria-label="Search attributes"
          placeholder="Search attributes"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          m={4}
          size="xs"
          label="If they have none, write"
          placeholder="such as: friend"
          value={fallback}
          maxLength={200}
          onChange={(event) => setFallback(event.currentTarget.value)}
        />
        <ScrollArea.Autosize mah={260}>
          {names.slice(0, 100).map((name) => (
            <Menu.Item key={name} onClick={() => onInsert(personalise(name, fallback))}>
              {name}
            </Menu.Item>
          ))}
          {names.length === 0 && <Menu.Label>No attribute of this name</Menu.Label>}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
