// Connected content: what is fetched from the brand's own services for the texts of each person.
import { ActionIcon, Card, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { AddButton } from '../../../ui/AddButton.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { PersonalisedInput } from '../personalise/PersonalisedInput.tsx';
import { RowsEditor } from '../request/RowsEditor.tsx';
import { MAX_SOURCES, newSource, type Source } from './sources.ts';
import { TrySource } from './TrySource.tsx';

export function ContentPanel() {
  const { definition, change } = useDraftContext();
  const { content } = definition;
  const add = (
    <AddButton
      disabled={content.length >= MAX_SOURCES}
      onClick={() => change({ content: [...content, newSource(content)] })}
    >
      Add connected content
    </AddButton>
  );
  return (
    <Panel
      title="Connected content"
      description="Fetched from a service of yours for each person, just before their message is made."
      actions={add}
    >
      {content.length === 0 ? (
        <Text size="sm" c="dimmed">
          None. A price or an offer that only your own service knows can stand in the texts this way: try it
          here, then choose what of it under Personalise.
        </Text>
      ) : (
        <Stack>
          {content.map((source, index) => (
            <SourceFields
              // biome-ignore lint/suspicious/noArrayIndexKey: a source is known by its place while its name is typed
              key={index}
              source={source}
              index={index}
              onChange={(next) => change({ content: content.with(index, next) })}
              onRemove={() => change({ content: content.toSpliced(index, 1) })}
            />
          ))}
        </Stack>
      )}
    </Panel>
  );
}

interface SourceFieldsProps {
  source: Source;
  index: number;
  onChange: (source: Source) => void;
  onRemove: () => void;
}

const ON_FAILURE = [
  { value: 'skip', label: 'Wait, then skip the person' },
  { value: 'blank', label: 'Leave a blank' },
];

function SourceFields({ source, index, onChange, onRemove }: SourceFieldsProps) {
  const { problems } = useDraftContext();
  const at = `content.${index}`;
  const set = (patch: Partial<Source>): void => onChange({ ...source, ...patch });
  return (
    <Card withBorder padding="md">
      <Stack gap="sm">
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            id={fieldId(`${at}.name`)}
            label="Name"
            description="What it answers stands under this name in the menu Personalise."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            flex={1}
            value={source.name}
            maxLength={40}
            spellCheck={false}
            error={fieldError(problems, `${at}.name`)}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <ActionIcon aria-label={`Remove ${source.name}`} onClick={onRemove} mb={24}>
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
        <PersonalisedInput
          id={fieldId(`${at}.url`)}
          label="Address"
          hint="GET; its answer is JSON, at most 256 KB, within 2 seconds."
          placeholder="https://shop.example/offers/{{ customer_id }}"
          inputMode="url"
          value={source.url}
          error={fieldError(problems, `${at}.url`)}
          onChange={(url) => set({ url })}
        />
        <RowsEditor
          title="Headers"
          noun="header"
          field={`${at}.headers`}
          rows={source.headers}
          empty={{ name: '', value: '', secret: false }}
          problems={problems}
          hint="A secret header is stored encrypted and shown as dots from then on."
          onChange={(headers) => set({ headers })}
        />
        <Group gap="lg" align="flex-end">
          <NumberInput
            label="An answer serves for"
            suffix=" seconds"
            thousandSeparator=","
            w={200}
            value={source.cache_seconds}
            min={0}
            max={86_400}
            allowDecimal={false}
            onChange={(value) => typeof value === 'number' && set({ cache_seconds: value })}
          />
          <Select
            id={fieldId(`${at}.on_failure`)}
            label="When it fails"
            w={270}
            data={ON_FAILURE}
            value={source.on_failure}
            allowDeselect={false}
            onChange={(value) => set({ on_failure: value as Source['on_failure'] })}
          />
        </Group>
        <FieldWarnings field={at} withParts />
        <TrySource name={source.name} />
      </Stack>
    </Card>
  );
}
