// Records that a person may, or may not, be messaged: on which Page, and where that was said.
import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { pagesQuery } from '../../api/pages.ts';
import { consentsQuery, personQuery, sayConsent } from '../../api/people.ts';
import type { Consent, Person } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { notifyDone } from '../../ui/notify.ts';

type Says = Consent['says'];

interface ConsentDialogProps {
  person: Person;
  /** null: closed. */
  says: Says | null;
  onClose: () => void;
}

export function ConsentDialog({ person, says, onClose }: ConsentDialogProps) {
  return (
    <Modal
      opened={says !== null}
      onClose={onClose}
      title={says === 'yes' ? 'Record an opt-in' : 'Record an opt-out'}
    >
      {says && <PageChoices person={person} says={says} onSaved={onClose} />}
    </Modal>
  );
}

const WORDS: Record<Says, { effect: string; label: string; hint: string; verb: string; done: string }> = {
  no: {
    effect: 'No campaign messages them any more. What waits for them now does not leave either.',
    label: 'Why',
    hint: 'Kept with the receipt. May stay empty.',
    verb: 'Record opt-out',
    done: 'The opt-out is recorded.',
  },
  yes: {
    effect: 'Campaigns may message them again, as far as Facebook’s rules allow.',
    label: 'Where the permission comes from',
    hint: 'For example: “Form in the shop, 3 May, signed”. Kept as the proof.',
    verb: 'Record opt-in',
    done: 'The opt-in is recorded.',
  },
};

const EVERY_PAGE = '';

interface ConsentFormProps {
  person: Person;
  says: Says;
  onSaved: () => void;
}

interface PageChoice {
  value: string;
  label: string;
}

/** Every Page that knows them; of whom none knows, but whose PSID was imported, any Page there is. */
function PageChoices(props: ConsentFormProps) {
  const { identities } = props.person;
  const list = useQuery({ ...pagesQuery, enabled: identities.length === 0 });
  if (identities.length > 0) {
    const known = new Map(identities.map((one) => [one.page_id, one.page_name ?? `Page ${one.page_id}`]));
    const each = [...known].map(([value, label]) => ({ value, label }));
    const every = { value: EVERY_PAGE, label: 'Every Page that knows them' };
    return <ConsentForm {...props} pages={each.length > 1 ? [every, ...each] : [every]} />;
  }
  if (list.isPending) return <LoadingRows rows={3} />;
  if (list.error) return <ErrorState error={list.error} onRetry={list.refetch} />;
  return (
    <ConsentForm {...props} pages={list.data.pages.map(({ id, name }) => ({ value: id, label: name }))} />
  );
}

function ConsentForm({ person, says, onSaved, pages }: ConsentFormProps & { pages: PageChoice[] }) {
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const words = WORDS[says];
  const form = useForm({
    initialValues: { page_id: pages[0]?.value ?? EVERY_PAGE, words: '' },
    validate: {
      words: (value) =>
        says === 'yes' && value.trim() === '' ? 'Say where the permission comes from' : null,
    },
  });
  const saving = useSaving(person, says, {
    onError: (error) => setUnplaced(applyFormError(form, error)),
    onSaved: () => {
      notifyDone(words.done);
      onSaved();
    },
  });
  const submit = form.onSubmit((values) => {
    setUnplaced(null);
    saving.mutate(values);
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {unplaced !== null && <ErrorState error={unplaced} title="It was not recorded" />}
        <Text size="sm">{words.effect}</Text>
        {pages.length > 1 && (
          <Select
            label="Page"
            data={pages}
            allowDeselect={false}
            comboboxProps={{ withinPortal: true }}
            {...form.getInputProps('page_id')}
          />
        )}
        <Textarea
          label={words.label}
          description={words.hint}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={500}
          data-autofocus
          {...form.getInputProps('words')}
        />
        <Group justify="flex-end">
          <Button type="submit" color={says === 'no' ? 'red.8' : 'sea'} loading={saving.isPending}>
            {words.verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useSaving(
  person: Person,
  says: Says,
  { onError, onSaved }: { onError: (error: unknown) => void; onSaved: () => void },
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (values: { page_id: string; words: string }) => {
      const pageId = values.page_id === EVERY_PAGE ? undefined : values.page_id;
      return sayConsent(person.id, { says, words: values.words, ...(pageId && { page_id: pageId }) });
    },
    onError,
    onSuccess: async ({ consents }) => {
      queryClient.setQueryData(consentsQuery(person.id).queryKey, { consents });
      await queryClient.invalidateQueries({ queryKey: personQuery(person.id).queryKey });
      onSaved();
    },
  });
}
