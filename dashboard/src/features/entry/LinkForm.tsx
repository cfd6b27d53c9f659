// What is said about an entry link. Knows neither create nor edit.
import {
  Button,
  Collapse,
  Group,
  NumberInput,
  Stack,
  Switch,
  Textarea,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { EntryLink } from '../../api/entry.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { applyFormError } from '../../ui/formError.ts';

export interface LinkValues {
  name: string;
  tag: string;
  ref_code: string;
  welcome_text: string;
  single_use: boolean;
  personal_days: number;
}

const EMPTY: LinkValues = {
  name: '',
  tag: '',
  ref_code: '',
  welcome_text: '',
  single_use: true,
  personal_days: 30,
};

export const valuesOf = (link: EntryLink): LinkValues => ({
  name: link.name,
  tag: link.tag ?? '',
  ref_code: link.ref_code,
  welcome_text: link.welcome_text ?? '',
  single_use: link.single_use,
  personal_days: link.personal_days,
});

/** Empty texts as the service has them. */
export const toInput = ({ name, tag, welcome_text, single_use, personal_days }: LinkValues) => ({
  name: name.trim(),
  tag: tag.trim() || null,
  welcome_text: welcome_text.trim() || null,
  single_use,
  personal_days,
});

interface LinkFormProps {
  initial?: LinkValues;
  verb: string;
  failed: string;
  onSave: (values: LinkValues) => Promise<EntryLink>;
  onSaved: (link: EntryLink) => void;
}

const REF = /^[A-Za-z0-9][A-Za-z0-9_=-]*$/;

export function LinkForm({ initial, verb, failed, onSave, onSaved }: LinkFormProps) {
  const queryClient = useQueryClient();
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const form = useForm({
    initialValues: initial ?? EMPTY,
    validate: {
      name: (value) => (value.trim() === '' ? 'Say where people will see it' : null),
      ref_code: (value) =>
        value.trim() === '' || REF.test(value.trim())
          ? null
          : 'Letters without accents, digits, and _ = - after the first one',
      personal_days: (value) => (Number.isInteger(value) ? null : 'Enter 1 to 365 days'),
    },
  });
  const saving = useMutation({
    mutationFn: onSave,
    onMutate: () => setUnplaced(null),
    onError: (error) => setUnplaced(applyFormError(form, error)),
    onSuccess: async (link) => {
      await queryClient.invalidateQueries({ queryKey: ['entry-links'] });
      onSaved(link);
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        {unplaced !== null && <ErrorState error={unplaced} title={failed} />}
        <TextInput
          label="Name"
          description="Where people will see it, such as “Poster, Ljubljana station”."
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput
          label="Tag"
          description="Optional: a campaign or a shop, to find it again."
          maxLength={100}
          {...form.getInputProps('tag')}
        />
        <Textarea
          label="Text typed in for them"
          description="Optional. Whoever opens the link finds it written and only has to send it."
          autosize
          minRows={2}
          maxRows={5}
          maxLength={500}
          {...form.getInputProps('welcome_text')}
        />
        <FurtherFields form={form} isMade={initial !== undefined} />
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FurtherFieldsProps {
  form: UseFormReturnType<LinkValues>;
  /** Its ref cannot be changed any more. */
  isMade: boolean;
}

function FurtherFields({ form, isMade }: FurtherFieldsProps) {
  const [isUnfolded, { toggle }] = useDisclosure(isMade);
  // A field with an error must be seen.
  const isOpen =
    isUnfolded || form.errors['ref_code'] !== undefined || form.errors['personal_days'] !== undefined;
  return (
    <>
      <UnstyledButton onClick={toggle} aria-expanded={isOpen} fz="sm" c="dimmed">
        <Group gap={6}>
          <IconChevronDown size={16} style={{ rotate: isOpen ? '180deg' : undefined }} aria-hidden />
          Ref and personal links
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Stack>
          <TextInput
            label="Ref"
            description={
              isMade
                ? 'It stays: the link may be printed somewhere.'
                : 'What comes back with whoever opens it. Left empty: made from the name.'
            }
            maxLength={100}
            disabled={isMade}
            {...form.getInputProps('ref_code')}
          />
          <Switch
            label="A personal link is for one use"
            description="Whoever opens it first is tied to the customer, and nobody after them. Switch it off only where several people share one customer."
            {...form.getInputProps('single_use', { type: 'checkbox' })}
          />
          <NumberInput
            label="Days a personal link is valid"
            min={1}
            max={365}
            clampBehavior="strict"
            allowDecimal={false}
            {...form.getInputProps('personal_days')}
          />
        </Stack>
      </Collapse>
    </>
  );
}
