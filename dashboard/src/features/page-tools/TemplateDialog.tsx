// Writing a utility template, with what people will see beside it. It is handed in for review when it is created.
import {
  Button,
  Grid,
  Group,
  Modal,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createTemplate, templatesQuery } from '../../api/page-tools.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { ButtonsFields } from './ButtonsFields.tsx';
import { placeErrors } from './fieldErrors.ts';
import { Bubble, Phone } from './Phone.tsx';
import {
  filled,
  findGaps,
  MAX_BODY,
  placeholdersOf,
  type TemplateDraft,
  toOwnTemplate,
} from './templateDraft.ts';

interface TemplateDialogProps {
  pageId: string;
  /** What it begins with; null: closed. */
  initial: TemplateDraft | null;
  onClose: () => void;
}

export function TemplateDialog({ pageId, initial, onClose }: TemplateDialogProps) {
  return (
    <Modal opened={initial !== null} onClose={onClose} title="New utility template" size={960}>
      {initial && <TemplateForm pageId={pageId} initial={initial} onDone={onClose} />}
    </Modal>
  );
}

type Form = UseFormReturnType<TemplateDraft>;

function TemplateForm({
  pageId,
  initial,
  onDone,
}: {
  pageId: string;
  initial: TemplateDraft;
  onDone: () => void;
}) {
  const queryClient = useQueryClient();
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const form = useForm<TemplateDraft>({ initialValues: initial, validate: findGaps });
  const creating = useMutation({
    mutationFn: (draft: TemplateDraft) => createTemplate(pageId, toOwnTemplate(draft)),
    onMutate: () => setUnplaced(null),
    onError: (error) => setUnplaced(placeErrors(form, error, isField)),
    onSuccess: async (template) => {
      await queryClient.invalidateQueries({ queryKey: templatesQuery(pageId).queryKey });
      notifyDone(`${template.name}: ${template.title.toLowerCase()}.`);
      onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => creating.mutate(values))} noValidate>
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, sm: 7 }}>
          <Stack>
            {unplaced !== null && <ErrorState error={unplaced} title="The template was not created" />}
            <Fields form={form} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 5 }}>
          <Stack style={{ position: 'sticky', top: MODAL_HEAD_PX }}>
            <Preview draft={form.values} />
            <Text size="sm" c="dimmed">
              Say what happened to the order, account or appointment, and nothing that sells: Facebook rejects
              advertising here.
            </Text>
          </Stack>
        </Grid.Col>
      </Grid>
      <Group justify="flex-end" mt="lg">
        <Button type="submit" loading={creating.isPending}>
          Create and hand in
        </Button>
      </Group>
    </form>
  );
}

/** The head of a dialog stays where it is while the rest is scrolled. */
const MODAL_HEAD_PX = 72;

const isField = (field: string): boolean =>
  ['name', 'language', 'header.text', 'header.sample', 'body.text', 'body.samples'].includes(field) ||
  /^buttons\.\d\.(text|url|sample|phone_number)$/.test(field);

function Fields({ form }: { form: Form }) {
  const { body, header, parameter_format } = form.values;
  const example = parameter_format === 'NAMED' ? '{{order_id}}' : '{{1}}';
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label="Name"
          description="Small letters, digits, underscores"
          placeholder="order_update"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput label="Language" description="Such as en or en_US" {...form.getInputProps('language')} />
      </Group>
      <Stack gap={4}>
        <Text size="sm" fw={500} id="parameters">
          Parameters
        </Text>
        <SegmentedControl
          aria-labelledby="parameters"
          data={[
            { value: 'NAMED', label: 'By name' },
            { value: 'POSITIONAL', label: 'By number' },
          ]}
          {...form.getInputProps('parameter_format')}
        />
      </Stack>
      <TextInput label="Header" description="Left empty: none" {...form.getInputProps('header.text')} />
      {placeholdersOf(header.text)
        .slice(0, 1)
        .map((name) => (
          <TextInput
            key={name}
            label={`Sample for {{${name}}} in the header`}
            {...form.getInputProps('header.sample')}
          />
        ))}
      <Textarea
        label="Text"
        description={`${[...body.text].length} of ${MAX_BODY} characters. What differs from person to person is written ${example}.`}
        autosize
        minRows={3}
        maxRows={10}
        {...form.getInputProps('body.text')}
      />
      <Samples form={form} />
      <ButtonsFields form={form} />
    </>
  );
}

function Samples({ form }: { form: Form }) {
  const names = placeholdersOf(form.values.body.text);
  const error = form.errors['body.samples'];
  if (names.length === 0) return null;
  return (
    <Stack gap="xs">
      {names.map((name) => (
        <TextInput
          key={name}
          label={`Sample for {{${name}}}`}
          value={form.values.samples[name] ?? ''}
          error={(form.values.samples[name] ?? '') === '' && error}
          onChange={(event) => {
            form.setFieldValue('samples', { ...form.values.samples, [name]: event.currentTarget.value });
          }}
        />
      ))}
      <Text size="xs" c="dimmed">
        Facebook’s reviewers see the samples; people never do.
      </Text>
    </Stack>
  );
}

function Preview({ draft }: { draft: TemplateDraft }) {
  const [name] = placeholdersOf(draft.header.text);
  return (
    <Phone head="Preview">
      <Bubble
        header={filled(draft.header.text, name === undefined ? {} : { [name]: draft.header.sample })}
        text={filled(draft.body.text, draft.samples)}
        buttons={draft.buttons.map(({ text }) => text)}
      />
    </Phone>
  );
}
