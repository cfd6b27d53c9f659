// A template of the library under a name of the Page's own, with the Page's addresses and numbers behind its buttons.
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  createTemplate,
  type LibraryClone,
  type LibraryTemplate,
  templatesQuery,
} from '../../api/page-tools.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { placeErrors } from './fieldErrors.ts';
import { Bubble, Phone } from './Phone.tsx';
import { filled } from './templateDraft.ts';

/** With the library's samples in place of its numbered placeholders. */
export const libraryText = ({ body, body_params }: LibraryTemplate): string =>
  filled(body, Object.fromEntries(body_params.map((sample, index) => [`${index + 1}`, sample])));

interface CloneFormProps {
  pageId: string;
  template: LibraryTemplate;
  onDone: () => void;
}

interface CloneDraft {
  name: string;
  language: string;
  buttons: { url: string; sample: string; phone_number: string }[];
}

const ASKS = ['URL', 'PHONE_NUMBER'];

export function CloneForm({ pageId, template, onDone }: CloneFormProps) {
  const queryClient = useQueryClient();
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const asked = template.buttons.filter(({ type }) => ASKS.includes(type));
  const form = useForm<CloneDraft>({
    initialValues: {
      name: template.name.toLowerCase().replace(/[^a-z0-9_]+/g, '_'),
      language: template.language,
      buttons: asked.map(() => ({ url: '', sample: '', phone_number: '' })),
    },
  });
  const creating = useMutation({
    mutationFn: (draft: CloneDraft) => createTemplate(pageId, toClone(template, asked, draft)),
    onMutate: () => setUnplaced(null),
    onError: (error) =>
      setUnplaced(placeErrors(form, error, (field) => /^(name|language|buttons\.\d\.\w+)$/.test(field))),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: templatesQuery(pageId).queryKey });
      notifyDone(`${made.name}: ${made.title.toLowerCase()}.`);
      onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => creating.mutate(values))} noValidate>
      <Stack>
        {unplaced !== null && <ErrorState error={unplaced} title="The template was not created" />}
        <Phone head="With the library’s samples">
          <Bubble
            header={template.header ?? ''}
            text={libraryText(template)}
            buttons={template.buttons.map(({ text }) => text)}
          />
        </Phone>
        <Group grow align="flex-start">
          <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
          <TextInput label="Language" {...form.getInputProps('language')} />
        </Group>
        {asked.map((button, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no identity but their place
          <ButtonInput key={index} button={button} form={form} index={index} />
        ))}
        <Group justify="flex-end">
          <Button type="submit" loading={creating.isPending}>
            Create template
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ButtonInputProps {
  button: LibraryTemplate['buttons'][number];
  form: ReturnType<typeof useForm<CloneDraft>>;
  index: number;
}

function ButtonInput({ button, form, index }: ButtonInputProps) {
  const at = (field: string) => form.getInputProps(`buttons.${index}.${field}`);
  if (button.type === 'PHONE_NUMBER') {
    return (
      <TextInput
        label={`Number behind “${button.text}”`}
        placeholder="+15105551234"
        {...at('phone_number')}
      />
    );
  }
  const hasEnd = form.values.buttons[index]?.url.includes('{{1}}') ?? false;
  return (
    <Group grow align="flex-start">
      <TextInput
        label={`Your address behind “${button.text}”`}
        description="It may end with {{1}}, which each send fills"
        placeholder={button.url ?? 'https://'}
        {...at('url')}
      />
      {hasEnd && (
        <TextInput label="Sample for {{1}}" description="For Facebook’s reviewers" {...at('sample')} />
      )}
    </Group>
  );
}

function toClone(
  template: LibraryTemplate,
  asked: LibraryTemplate['buttons'],
  draft: CloneDraft,
): LibraryClone {
  return {
    kind: 'library',
    name: draft.name.trim(),
    language: draft.language.trim(),
    library_name: template.name,
    buttons: asked.map(({ type }, index) => {
      const given = draft.buttons[index];
      return type === 'PHONE_NUMBER'
        ? { type: 'PHONE_NUMBER' as const, phone_number: (given?.phone_number ?? '').replace(/[\s()-]/g, '') }
        : { type: 'URL' as const, url: given?.url.trim() ?? '', sample: given?.sample.trim() || null };
    }),
  };
}
