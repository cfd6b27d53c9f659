// Which language of the Messenger profile is edited, and adding another.
import { ActionIcon, Button, Group, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

interface LanguagePickerProps {
  locale: string;
  locales: string[];
  onPick: (locale: string) => void;
  onAdd: (locale: string) => void;
  onRemove: () => void;
}

const LOCALE = /^[a-z]{2,3}_[A-Z]{2}$/;

export function LanguagePicker({ locale, locales, onPick, onAdd, onRemove }: LanguagePickerProps) {
  const [text, setText] = useState('');
  const isNew = LOCALE.test(text) && !locales.includes(text);
  const add = () => {
    if (!isNew) return;
    onAdd(text);
    setText('');
  };
  return (
    <Group gap="sm">
      <SegmentedControl
        aria-label="Language"
        data={locales.map((one) => ({ value: one, label: one === 'default' ? 'For everybody' : one }))}
        value={locale}
        onChange={onPick}
        maw="100%"
        style={{ overflowX: 'auto' }}
      />
      {locale !== 'default' && (
        <Tooltip label={`Remove ${locale}`}>
          <ActionIcon aria-label={`Remove ${locale}`} onClick={onRemove}>
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <Group gap={4} wrap="nowrap">
        <TextInput
          aria-label="Another language"
          placeholder="th_TH"
          w={92}
          value={text}
          onChange={(event) => setText(event.currentTarget.value.trim())}
          onKeyDown={(event) => event.key === 'Enter' && add()}
        />
        <Button
          variant="default"
          px="xs"
          disabled={!isNew}
          onClick={add}
          leftSection={<IconPlus size={14} aria-hidden />}
        >
          Add language
        </Button>
      </Group>
    </Group>
  );
}
