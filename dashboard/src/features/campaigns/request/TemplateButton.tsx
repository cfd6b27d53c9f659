// Fills in a ready-made Messenger message for one of the Pages.
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTemplate } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { pagesQuery } from '../../../api/pages.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { MESSAGE_TEMPLATES, messengerRequest, type TemplateKey } from '../messageTemplates.ts';

export function TemplateButton() {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" leftSection={<IconTemplate size={16} aria-hidden />} onClick={open}>
        Use a template
      </Button>
      <Modal opened={isOpen} onClose={close} title="Start from a Messenger message">
        <TemplateForm onDone={close} />
      </Modal>
    </>
  );
}

const CHOICES = MESSAGE_TEMPLATES.map(({ key, label }) => ({ value: key, label }));

function TemplateForm({ onDone }: { onDone: () => void }) {
  const { check, changeRequest, change } = useDraftContext();
  const pages = useQuery(pagesQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const [key, setKey] = useState<TemplateKey>('text');
  const pageId = chosen ?? check?.destination.page_id ?? pages.data?.pages[0]?.id ?? null;
  const fill = () => {
    if (pageId === null) return;
    changeRequest(messengerRequest(pageId, key));
    change({ page_id: null });
    onDone();
  };
  return (
    <Stack>
      {pages.error && <ErrorState error={pages.error} onRetry={pages.refetch} />}
      <Select
        label="Page"
        data={pages.data?.pages.map((page) => ({ value: page.id, label: page.name })) ?? []}
        value={pageId}
        onChange={setChosen}
        placeholder={pages.data?.pages.length === 0 ? 'No Page is connected' : 'Choose a Page'}
        allowDeselect={false}
      />
      <Select
        label="Message"
        data={CHOICES}
        value={key}
        onChange={(value) => value && setKey(value as TemplateKey)}
        allowDeselect={false}
      />
      <Text size="sm" c="dimmed">
        This replaces the URL, parameters, headers and body entered so far.
      </Text>
      <Group justify="flex-end">
        <Button onClick={fill} disabled={pageId === null}>
          Fill in
        </Button>
      </Group>
    </Stack>
  );
}
