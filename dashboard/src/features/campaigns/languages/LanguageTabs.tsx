// In which language the message is being written: a tab each, the message itself first. A new one begins as a copy.
import {
  ActionIcon,
  Alert,
  Autocomplete,
  Button,
  Group,
  type OptionsFilter,
  Popover,
  Stack,
  Tabs,
  Text,
} from '@mantine/core';
import { IconAlertTriangle, IconLanguage, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sendingRulesQuery } from '../../../api/sending-rules.ts';
import { confirmAction } from '../../../ui/confirm.tsx';
import { languageName } from '../../../ui/languageName.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { COMMON_LANGUAGES, isLanguage, languageOf, OWN } from './languages.ts';

const MAX_LANGUAGES = 50;

/** The language on the screen, and showing another; a problem that somebody follows leads to its own. */
export function useShownLanguage(): [language: number, show: (language: number) => void] {
  const { definition, shownField } = useDraftContext();
  const asked = shownField === undefined ? OWN : languageOf(shownField);
  const [shown, setShown] = useState({ language: asked, field: shownField });
  const followed =
    asked !== OWN && shown.field !== shownField ? { language: asked, field: shownField } : shown;
  if (followed !== shown) setShown(followed);
  const last = definition.translations.length - 1;
  return [Math.min(followed.language, last), (language) => setShown({ language, field: shownField })];
}

interface LanguageTabsProps {
  shown: number;
  onShow: (language: number) => void;
}

export function LanguageTabs({ shown, onShow }: LanguageTabsProps) {
  const { definition, problems, changeBy } = useDraftContext();
  const rules = useQuery(sendingRulesQuery);
  const { translations } = definition;
  const isWrong = (language: number): boolean =>
    language !== OWN &&
    problems.some(({ field, severity }) => severity === 'error' && languageOf(field) === language);
  const remove = (at: number, name: string): void =>
    confirmAction({
      title: `Delete ${name}?`,
      body: 'Its message is deleted; whoever speaks it gets the message itself.',
      verb: 'Delete',
      onConfirm: () => {
        onShow(OWN);
        changeBy((before) => ({ translations: before.translations.toSpliced(at, 1) }));
      },
    });
  const chosen = translations[shown];
  const faults = problems.filter(({ field }) => /^translations\.\d+\.language$/.test(field));
  return (
    <Stack gap="xs">
      <Group gap="xs" align="center">
        <Tabs value={`${shown}`} onChange={(value) => onShow(Number(value))} flex={1} miw={0}>
          {translations.length > 0 && (
            <Tabs.List aria-label="Languages">
              <Tabs.Tab value={`${OWN}`}>Everybody else</Tabs.Tab>
              {translations.map(({ language }, index) => (
                <Tabs.Tab
                  key={language}
                  value={`${index}`}
                  rightSection={
                    isWrong(index) && (
                      <IconAlertTriangle
                        size={14}
                        color="var(--mantine-color-error)"
                        aria-label="To be mended"
                      />
                    )
                  }
                >
                  {languageName(language)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          )}
        </Tabs>
        {chosen && (
          <ActionIcon
            aria-label={`Delete ${languageName(chosen.language)}`}
            onClick={() => remove(shown, languageName(chosen.language))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        )}
        <AddLanguage onAdded={onShow} />
      </Group>
      {translations.length > 0 && (
        <Text size="xs" c="dimmed">
          By the attribute <b>{rules.data?.language_attribute ?? 'locale'}</b>: cs is for cs_CZ too, where
          that has no message of its own. Whoever speaks none of these gets the message under “Everybody
          else”.
        </Text>
      )}
      {faults.map(({ message, remedy }) => (
        <Alert key={message} color="red">
          {message} {remedy}
        </Alert>
      ))}
    </Stack>
  );
}

/** By the name as by the code. */
const byName: OptionsFilter = ({ options, search }) => {
  const wanted = search.trim().toLowerCase().replaceAll('-', '_');
  return options.filter(
    (option) =>
      'value' in option && `${languageName(option.value)} ${option.value}`.toLowerCase().includes(wanted),
  );
};

function AddLanguage({ onAdded }: { onAdded: (language: number) => void }) {
  const { definition, changeBy } = useDraftContext();
  const [isOpen, setOpen] = useState(false);
  const [code, setCode] = useState('');
  const language = code.trim().replaceAll('-', '_');
  const isThere = definition.translations.some(
    (one) => one.language.toLowerCase().replaceAll('-', '_') === language.toLowerCase(),
  );
  const error = isThere
    ? 'It is there already.'
    : language !== '' && !isLanguage(language)
      ? 'Choose one of the list, or write a code like cs or cs_CZ.'
      : null;
  const add = (event: React.SubmitEvent): void => {
    event.preventDefault();
    if (language === '' || error !== null) return;
    onAdded(definition.translations.length);
    changeBy(({ message, translations }) =>
      message === null ? {} : { translations: [...translations, { language, message }] },
    );
    setOpen(false);
    setCode('');
  };
  if (definition.translations.length >= MAX_LANGUAGES) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={260} trapFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconLanguage size={14} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          Add a language
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={add}>
          <Stack gap="xs">
            <Autocomplete
              label="Language"
              placeholder="Czech, or cs_CZ"
              data={COMMON_LANGUAGES.map((one) => one.replace('-', '_'))}
              filter={byName}
              renderOption={({ option: { value } }) => `${languageName(value)} · ${value}`}
              comboboxProps={{ withinPortal: false }}
              maxDropdownHeight={220}
              value={code}
              maxLength={40}
              spellCheck={false}
              error={error}
              description={error === null && isLanguage(language) ? languageName(language) : undefined}
              onChange={setCode}
              data-autofocus
            />
            <Button type="submit" size="xs" disabled={language === '' || error !== null}>
              Add, as a copy of the message
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
