// The utility templates of a Page: which there are, what Facebook thinks of each, and making new ones.
import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconBooks, IconMessageCheck, IconPlus, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { syncTemplates, templatesQuery, type UtilityTemplate } from '../../api/page-tools.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { Time } from '../../ui/Time.tsx';
import { LibraryDialog } from './LibraryDialog.tsx';
import { TemplateDialog } from './TemplateDialog.tsx';
import { TemplateDrawer } from './TemplateDrawer.tsx';
import { TemplatesTable } from './TemplatesTable.tsx';
import { draftFrom, EMPTY_TEMPLATE, type TemplateDraft } from './templateDraft.ts';

const FEW = 5;

export function TemplatesTab({ pageId }: { pageId: string }) {
  const templates = useQuery(templatesQuery(pageId));
  const [search, setSearch] = useState('');
  const [isInLibrary, setInLibrary] = useState(false);
  const [draft, setDraft] = useState<TemplateDraft | null>(null);
  const [shown, setShown] = useState<UtilityTemplate | null>(null);
  const all = templates.data?.templates ?? [];
  const rows = all.filter(({ name, shape }) =>
    `${name} ${shape.body.text}`.toLowerCase().includes(search.toLowerCase()),
  );
  const make = (
    <>
      <Button
        variant="default"
        leftSection={<IconBooks size={16} aria-hidden />}
        onClick={() => setInLibrary(true)}
      >
        From the library
      </Button>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setDraft(EMPTY_TEMPLATE)}>
        New template
      </Button>
    </>
  );
  const current =
    shown && (all.find((one) => one.name === shown.name && one.language === shown.language) ?? shown);
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm" align="flex-start">
        <Text c="dimmed" maw="60ch" flex="1 1 18rem">
          Messages about an order, an account or an appointment that may leave outside the messaging window.
          Facebook approves each one first.
        </Text>
        {all.length > 0 && <Group gap="xs">{make}</Group>}
      </Group>
      {templates.data?.error && (
        <Alert color="yellow" title="Facebook could not be asked last time">
          {templates.data.error}
        </Alert>
      )}
      <Group gap="sm">
        {all.length > FEW && (
          <SearchInput label="Search templates" initial="" onSearch={setSearch} flex="1 1 16rem" />
        )}
        <ReadAgain pageId={pageId} at={templates.data?.synced_at ?? null} />
      </Group>
      <Paper withBorder radius="lg">
        {templates.isPending && <LoadingRows rows={4} />}
        {templates.error && <ErrorState error={templates.error} onRetry={templates.refetch} />}
        {templates.data && all.length === 0 && (
          <EmptyState
            icon={<IconMessageCheck size={26} />}
            title="No templates yet"
            action={<Group justify="center">{make}</Group>}
          >
            Take one from Facebook’s library, which is approved at once, or write your own. A campaign then
            uses it for people whose window is closed.
          </EmptyState>
        )}
        {all.length > 0 && <TemplatesTable rows={rows} onOpen={setShown} />}
      </Paper>
      <TemplateDrawer
        pageId={pageId}
        template={current}
        languages={current ? all.filter((one) => one.name === current.name).length : 0}
        onDuplicate={(template) => {
          setShown(null);
          setDraft(draftFrom(template));
        }}
        onClose={() => setShown(null)}
      />
      <TemplateDialog pageId={pageId} initial={draft} onClose={() => setDraft(null)} />
      <LibraryDialog pageId={pageId} isOpen={isInLibrary} onClose={() => setInLibrary(false)} />
    </Stack>
  );
}

function ReadAgain({ pageId, at }: { pageId: string; at: string | null }) {
  const queryClient = useQueryClient();
  const reading = useMutation({
    mutationFn: () => syncTemplates(pageId),
    onSuccess: (fresh) => queryClient.setQueryData(templatesQuery(pageId).queryKey, fresh),
    onError: (error) => notifyFailed('The templates were not read', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: templatesQuery(pageId).queryKey }),
  });
  return (
    <Group gap={6}>
      <Text size="sm" c="dimmed">
        {at === null ? (
          'Not read from Facebook yet'
        ) : (
          <>
            Read <Time at={at} />
          </>
        )}
      </Text>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconRefresh size={14} aria-hidden />}
        loading={reading.isPending}
        onClick={() => reading.mutate()}
      >
        Read again
      </Button>
    </Group>
  );
}
