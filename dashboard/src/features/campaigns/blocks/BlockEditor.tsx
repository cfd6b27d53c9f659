// One content block: its text, how a person reads it, and what holds it.
import { Alert, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { blockQuery, createBlock, removeBlock, saveBlock } from '../../../api/campaign-texts.ts';
import { asApiError } from '../../../api/client.ts';
import type { ContentBlock } from '../../../api/types.ts';
import { confirmAction } from '../../../ui/confirm.tsx';
import { applyFormError } from '../../../ui/formError.ts';
import { PersonalisedInput } from '../personalise/PersonalisedInput.tsx';
import { BlockPreview } from './BlockPreview.tsx';
import { BlockUses } from './BlockUses.tsx';

interface BlockEditorProps {
  /** null: a new one. */
  block: ContentBlock | null;
  onSaved: (id: string | undefined) => void;
}

export function BlockEditor({ block, onSaved }: BlockEditorProps) {
  const queryClient = useQueryClient();
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm({ initialValues: { name: block?.name ?? '', body: block?.body ?? '' } });
  const { data } = useQuery({ ...blockQuery(block?.id ?? ''), enabled: block !== null });
  const uses = data?.used_in ?? [];
  const onDone = async (id: string | undefined): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: ['content-blocks'] });
    onSaved(id);
  };
  const saving = useMutation({
    mutationFn: (values: { name: string; body: string }) =>
      block === null ? createBlock(values) : saveBlock(block.id, { ...values, updated_at: block.updated_at }),
    onSuccess: ({ id }) => onDone(id),
    onError: (error) => setFault(applyFormError(form, error)),
  });
  const removing = useMutation({
    mutationFn: (id: string) => removeBlock(id),
    onSuccess: () => onDone(undefined),
    onError: setFault,
  });
  const submit = form.onSubmit((values) => {
    setFault(null);
    saving.mutate(values);
  });
  return (
    <Paper withBorder radius="lg" p="lg">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            description={`In texts: {{ ContentBlock['${form.values.name || 'name'}'] }}`}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            maxLength={60}
            withAsterisk
            {...form.getInputProps('name')}
          />
          <PersonalisedInput
            label="Text"
            hint="May hold attributes, and other blocks up to three deep."
            lines={5}
            max={10_000}
            required
            value={form.values.body}
            error={form.errors['body']}
            onChange={(body) => form.setFieldValue('body', body)}
          />
          {fault !== null && (
            <Alert color="red" role="alert">
              {asApiError(fault).message} {asApiError(fault).remedy}
            </Alert>
          )}
          {uses.length > 0 && form.isDirty() && (
            <Text size="sm" c="dimmed">
              What is published keeps the text it has; drafts get the new one when they are published.
            </Text>
          )}
          <Group>
            <Button
              type="submit"
              loading={saving.isPending}
              disabled={!form.isDirty() || form.values.name.trim() === '' || form.values.body.trim() === ''}
            >
              {block === null ? 'Save the block' : 'Save'}
            </Button>
            {block !== null && (
              <Button
                variant="default"
                loading={removing.isPending}
                onClick={() =>
                  confirmAction({
                    title: `Delete ${block.name}?`,
                    body: 'What was published with it keeps its text.',
                    verb: 'Delete',
                    onConfirm: () => removing.mutate(block.id),
                  })
                }
              >
                Delete
              </Button>
            )}
          </Group>
          <BlockPreview body={form.values.body} />
          {block !== null && <BlockUses uses={uses} />}
        </Stack>
      </form>
    </Paper>
  );
}
