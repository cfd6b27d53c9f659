// One utility template: how it looks, what Facebook says of it and what to do about that, and where it goes from here.
import { Alert, Badge, Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { deleteTemplate, templatesQuery, type UtilityTemplate } from '../../api/page-tools.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { Bubble, Phone } from './Phone.tsx';
import { draftFrom, filled } from './templateDraft.ts';

interface TemplateDrawerProps {
  pageId: string;
  /** null: closed. */
  template: UtilityTemplate | null;
  /** In how many languages a template of this name exists. */
  languages: number;
  onDuplicate: (template: UtilityTemplate) => void;
  onClose: () => void;
}

export function TemplateDrawer({ template, onClose, ...rest }: TemplateDrawerProps) {
  return (
    <Drawer
      opened={template !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={template?.name ?? ''}
    >
      {template && <Details template={template} onClose={onClose} {...rest} />}
    </Drawer>
  );
}

function Details(props: TemplateDrawerProps & { template: UtilityTemplate }) {
  const { template, languages, onDuplicate } = props;
  const { samples, header } = draftFrom(template);
  const { shape } = template;
  const remove = useDelete(props);
  return (
    <Stack>
      <Group justify="space-between">
        <StateMark tone={template.tone} size="md">
          {template.title}
        </StateMark>
        <Text size="sm" c="dimmed">
          {template.language} · {template.parameter_format === 'NAMED' ? 'named' : 'numbered'} parameters
        </Text>
      </Group>
      <Text size="sm">{template.meaning}</Text>
      {template.rejections.map(({ code, title, remedy }) => (
        <Alert key={code} color="red" title={title}>
          {remedy}
        </Alert>
      ))}
      {template.remedy && template.rejections.length === 0 && <Text size="sm">{template.remedy}</Text>}
      <Phone head="With its sample values">
        <Bubble
          header={(shape.header?.text ?? '').replace(/\{\{[^}]*\}\}/, (whole) => header.sample || whole)}
          text={filled(shape.body.text, samples)}
          buttons={shape.buttons.map(({ text }) => text)}
        />
      </Phone>
      <Asks template={template} />
      <Group>
        <Button
          variant="default"
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => onDuplicate(template)}
        >
          Duplicate into a new one
        </Button>
        <Button
          variant="light"
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => remove(template.language)}
        >
          Delete {languages > 1 && `in ${template.language}`}
        </Button>
        {languages > 1 && (
          <Button variant="subtle" color="red" onClick={() => remove(null)}>
            Delete in all {languages} languages
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        Facebook does not let anybody edit a template. Duplicate it, change the copy, and delete this one when
        the copy is approved.
      </Text>
    </Stack>
  );
}

function Asks({ template: { shape } }: { template: UtilityTemplate }) {
  const names = [...(shape.header?.placeholders ?? []), ...shape.body.placeholders];
  const buttons = shape.buttons.filter((button) => button.takesValue);
  if (names.length + buttons.length === 0) return null;
  return (
    <Group gap={6}>
      <Text size="sm" c="dimmed">
        Each send fills
      </Text>
      {names.map((name) => (
        <Badge key={name} variant="default">{`{{${name}}}`}</Badge>
      ))}
      {buttons.map((button) => (
        <Badge key={button.text} variant="default">
          {button.text} ({button.type === 'URL' ? 'address' : 'payload'})
        </Badge>
      ))}
    </Group>
  );
}

function useDelete({ pageId, template, onClose }: TemplateDrawerProps & { template: UtilityTemplate }) {
  const queryClient = useQueryClient();
  const deleting = useMutation({
    mutationFn: (language: string | null) => deleteTemplate(pageId, template.name, language),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: templatesQuery(pageId).queryKey });
      notifyDone(`${template.name} is deleted.`);
      onClose();
    },
    onError: (error) => notifyFailed('The template is still there', error),
  });
  return (language: string | null) =>
    confirmAction({
      title: `Delete ${template.name}${language === null ? ' in all languages' : ` in ${language}`}?`,
      body: 'It is deleted at Facebook. Campaigns that use it go on with their next route for everybody who would have got it.',
      verb: 'Delete',
      onConfirm: () => deleting.mutate(language),
    });
}
