// How the message arrives: who signs it, whether somebody seems to type first, whether the phone rings.
import { Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asApiError } from '../../../api/client.ts';
import { personasQuery } from '../../../api/page-tools.ts';
import type { ComposedMessage } from '../../../api/types.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { useComposedDraft } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';
import { MissingAttributeField } from '../request/MissingAttributeField.tsx';

const TYPING = [
  { value: '0', label: 'Nothing' },
  { value: '1', label: '“typing…” for 1 second' },
  { value: '2', label: '“typing…” for 2 seconds' },
  { value: '3', label: '“typing…” for 3 seconds' },
];
const NOTIFICATIONS = [
  { value: 'REGULAR', label: 'With a sound' },
  { value: 'SILENT_PUSH', label: 'On the screen, without a sound' },
  { value: 'NO_PUSH', label: 'Not announced' },
];

export function DeliveryFields() {
  const { composed, changeComposed } = useComposedDraft();
  const set = (patch: Partial<ComposedMessage>) => changeComposed(() => patch);
  return (
    <Panel title="How it arrives">
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <PersonaSelect />
          <Select
            label="Before it the person sees"
            description={
              composed.typing_seconds > 0 ? 'A second call for each message: half the rate.' : undefined
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={TYPING}
            value={`${composed.typing_seconds}`}
            allowDeselect={false}
            onChange={(value) => set({ typing_seconds: Number(value) })}
          />
          <Select
            label="Notification"
            data={NOTIFICATIONS}
            value={composed.notification_type}
            allowDeselect={false}
            onChange={(value) => set({ notification_type: value as ComposedMessage['notification_type'] })}
          />
        </SimpleGrid>
        <Switch
          label="Count clicks"
          description="Links of buttons and cards lead through Talaria on their way."
          checked={composed.track_links}
          onChange={(event) => set({ track_links: event.currentTarget.checked })}
        />
        <MissingAttributeField
          value={composed.missing_attribute}
          onChange={(missing_attribute) => set({ missing_attribute })}
        />
      </Stack>
    </Panel>
  );
}

const PAGE_ITSELF = 'page';

function PersonaSelect() {
  const { composed, changeComposed, definition, problems } = useComposedDraft();
  const pageId = definition.page_id;
  const personas = useQuery({ ...personasQuery(pageId ?? ''), enabled: pageId !== null });
  const found = personas.data?.personas.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  const chosen = composed.persona_id;
  const isUnknown = chosen !== null && !found.some(({ value }) => value === chosen);
  return (
    <div>
      <Select
        id={fieldId('message.persona_id')}
        label="Signed by"
        data={[
          { value: PAGE_ITSELF, label: 'The Page itself' },
          ...found,
          ...(isUnknown ? [{ value: chosen, label: `Persona ${chosen}` }] : []),
        ]}
        value={chosen ?? PAGE_ITSELF}
        allowDeselect={false}
        error={fieldError(problems, 'message.persona_id')}
        onChange={(value) => changeComposed(() => ({ persona_id: value === PAGE_ITSELF ? null : value }))}
      />
      {personas.error && (
        <Text size="xs" c="dimmed" mt={4}>
          The personas could not be read: {asApiError(personas.error).message}
        </Text>
      )}
    </div>
  );
}
