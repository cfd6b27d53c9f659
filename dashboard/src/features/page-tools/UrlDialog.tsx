// Media that lies at a public address: Facebook fetches it from there when it is uploaded to a Page.
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addMediaByUrl, type MediaKind } from '../../api/page-tools.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';
import { notifyDone } from '../../ui/notify.ts';

const KINDS = [
  { value: 'image', label: 'Picture (at most 8 MB)' },
  { value: 'video', label: 'Film' },
  { value: 'audio', label: 'Sound' },
  { value: 'file', label: 'File' },
];
const EMPTY: { url: string; name: string; kind: MediaKind } = { url: '', name: '', kind: 'image' };

export function UrlDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Add media by its address">
      <UrlForm onDone={onClose} />
    </Modal>
  );
}

function UrlForm({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient();
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const form = useForm({ initialValues: EMPTY });
  const adding = useMutation({
    mutationFn: ({ url, name, kind }: typeof EMPTY) =>
      addMediaByUrl({ url: url.trim(), name: name.trim() || lastPart(url), kind }),
    onMutate: () => setUnplaced(null),
    onError: (error) => setUnplaced(applyFormError(form, error)),
    onSuccess: async (media) => {
      await queryClient.invalidateQueries({ queryKey: ['media'] });
      notifyDone(`${media.name} is in the library.`);
      onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => adding.mutate(values))} noValidate>
      <Stack>
        {unplaced !== null && <ErrorState error={unplaced} title="It was not added" />}
        <TextInput
          label="Address"
          description="Facebook must reach it without signing in."
          placeholder="https://"
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TextInput label="Name" placeholder={lastPart(form.values.url)} {...form.getInputProps('name')} />
        <Select label="Kind" data={KINDS} allowDeselect={false} {...form.getInputProps('kind')} />
        <Group justify="flex-end">
          <Button type="submit" loading={adding.isPending}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What a file at this address would be called. */
function lastPart(url: string): string {
  if (!URL.canParse(url)) return '';
  const { pathname, hostname } = new URL(url);
  return (pathname.split('/').findLast((part) => part !== '') ?? hostname).slice(0, 200);
}
