// Up to three buttons of a utility template.
import { ActionIcon, Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconX } from '@tabler/icons-react';
import { AddButton } from '../../ui/AddButton.tsx';
import { MAX_BUTTONS, NEW_BUTTON, type TemplateDraft } from './templateDraft.ts';

const TYPES = [
  { value: 'POSTBACK', label: 'Answers you' },
  { value: 'URL', label: 'Opens a page' },
  { value: 'PHONE_NUMBER', label: 'Calls a number' },
];

type Form = UseFormReturnType<TemplateDraft>;

export function ButtonsFields({ form }: { form: Form }) {
  const { buttons } = form.values;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          Buttons
        </Text>
        <AddButton
          isSmall
          disabled={buttons.length >= MAX_BUTTONS}
          onClick={() => form.insertListItem('buttons', NEW_BUTTON)}
        >
          Add button
        </AddButton>
      </Group>
      {buttons.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no identity but their place
        <ButtonFields key={index} form={form} index={index} />
      ))}
    </Stack>
  );
}

function ButtonFields({ form, index }: { form: Form; index: number }) {
  const at = (field: string) => form.getInputProps(`buttons.${index}.${field}`);
  const button = form.values.buttons[index];
  if (!button) return null;
  const asksForSample = button.type === 'URL' && button.url.includes('{{1}}');
  return (
    <Paper withBorder p="sm" radius="md" component="fieldset" aria-label={`Button ${index + 1}`}>
      <Stack gap="xs">
        <Group align="flex-start" wrap="nowrap">
          <Select label="Kind" data={TYPES} allowDeselect={false} flex={1} {...at('type')} />
          <TextInput label="Title" flex={1} {...at('text')} />
          <ActionIcon
            aria-label={`Remove button ${index + 1}`}
            mt={28}
            onClick={() => form.removeListItem('buttons', index)}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
        {button.type === 'URL' && (
          <TextInput
            label="Address"
            description="It may end with {{1}}, which each send fills"
            placeholder="https://shop.example/orders/{{1}}"
            {...at('url')}
          />
        )}
        {asksForSample && <TextInput label="Sample for {{1}}" {...at('sample')} />}
        {button.type === 'PHONE_NUMBER' && (
          <TextInput label="Number" placeholder="+15105551234" inputMode="tel" {...at('phone_number')} />
        )}
      </Stack>
    </Paper>
  );
}
