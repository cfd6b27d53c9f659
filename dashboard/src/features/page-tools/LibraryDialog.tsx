// Facebook's library of utility templates: searched, looked at, and taken over under a name of the Page's own.
import { Button, Group, Modal, Paper, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconArrowLeft, IconBooks } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type LibraryTemplate, libraryQuery } from '../../api/page-tools.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { CloneForm, libraryText } from './CloneForm.tsx';

interface LibraryDialogProps {
  pageId: string;
  isOpen: boolean;
  onClose: () => void;
}

export function LibraryDialog({ pageId, isOpen, onClose }: LibraryDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Facebook’s template library" size={760}>
      <Library pageId={pageId} onDone={onClose} />
    </Modal>
  );
}

function Library({ pageId, onDone }: { pageId: string; onDone: () => void }) {
  const [chosen, setChosen] = useState<LibraryTemplate | null>(null);
  const [search, setSearch] = useState('');
  const [language, setLanguage] = useState('en');
  if (chosen) {
    return (
      <Stack>
        <Group>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconArrowLeft size={14} aria-hidden />}
            onClick={() => setChosen(null)}
          >
            Back to the library
          </Button>
        </Group>
        <CloneForm pageId={pageId} template={chosen} onDone={onDone} />
      </Stack>
    );
  }
  return (
    <Stack>
      <Group align="flex-end" gap="sm">
        <SearchInput label="Search by name or text" initial={search} onSearch={setSearch} flex="1 1 14rem" />
        <TextInput
          aria-label="Language"
          w={90}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value.trim())}
        />
      </Group>
      <Results pageId={pageId} search={search} language={language} onChoose={setChosen} />
    </Stack>
  );
}

interface ResultsProps {
  pageId: string;
  search: string;
  language: string;
  onChoose: (template: LibraryTemplate) => void;
}

const LANGUAGE = /^[a-z]{2,3}(_[A-Z]{2})?$/;

function Results({ pageId, search, language, onChoose }: ResultsProps) {
  const isLanguage = LANGUAGE.test(language);
  const found = useQuery({
    ...libraryQuery(pageId, search, language),
    placeholderData: keepPreviousData,
    enabled: isLanguage,
  });
  if (!isLanguage) return <Text c="dimmed">Enter a language such as en or en_US.</Text>;
  if (found.isPending) return <LoadingRows rows={4} />;
  if (found.error) return <ErrorState error={found.error} onRetry={found.refetch} />;
  if (found.data.templates.length === 0) {
    return (
      <EmptyState icon={<IconBooks size={26} />} title="Nothing found">
        Try a shorter text or another language.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {found.data.templates.map((template) => (
        <Paper key={`${template.name} ${template.language}`} component="li" withBorder radius="md" p="md">
          <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
            <Stack gap={4} miw={0}>
              <Text fw={550}>{template.name}</Text>
              <Text size="sm">{libraryText(template)}</Text>
              {template.buttons.length > 0 && (
                <Text size="sm" c="dimmed">
                  Buttons: {template.buttons.map(({ text }) => text).join(', ')}
                </Text>
              )}
            </Stack>
            <Button variant="light" size="xs" onClick={() => onChoose(template)}>
              Use <VisuallyHidden>{template.name}</VisuallyHidden>
            </Button>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
