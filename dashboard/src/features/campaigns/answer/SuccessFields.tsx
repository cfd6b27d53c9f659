// What counts as success: the status, and what the JSON of the answer must say.
import { Flex, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useDraftContext, useRequestDraft } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';
import type { Condition, Rules } from './words.ts';

const STATUSES = ['2xx', '200', '201', '202', '204'];

const CONDITIONS: { value: Condition['op'] | 'none'; label: string }[] = [
  { value: 'none', label: 'Anything' },
  { value: 'equals', label: 'A value that is …' },
  { value: 'not_equals', label: 'A value that is not …' },
  { value: 'one_of', label: 'A value that is one of …' },
  { value: 'exists', label: 'A value that is there' },
  { value: 'not_exists', label: 'No such value' },
];

export function SuccessFields() {
  const { request, changeRequest, problems } = useRequestDraft();
  const { success } = request;
  const set = (patch: Partial<Rules['success']>) => changeRequest({ success: { ...success, ...patch } });
  return (
    <Stack gap="sm">
      <TagsInput
        id={fieldId('request.success.statuses')}
        label="Statuses that count as success"
        description="A status such as 201, or a class such as 2xx."
        data={STATUSES}
        value={success.statuses}
        maxTags={20}
        acceptValueOnBlur
        onChange={(statuses) => set({ statuses: statuses.map((status) => status.trim().toLowerCase()) })}
        error={fieldError(problems, 'request.success.statuses')}
      />
      <Select
        label="And its JSON body holds"
        data={CONDITIONS}
        value={success.body?.op ?? 'none'}
        allowDeselect={false}
        onChange={(op) => op && set({ body: changeOp(success.body, op as Condition['op'] | 'none') })}
      />
      {success.body && <ConditionFields condition={success.body} onChange={(body) => set({ body })} />}
    </Stack>
  );
}

interface ConditionFieldsProps {
  condition: Condition;
  onChange: (condition: Condition) => void;
}

function ConditionFields({ condition, onChange }: ConditionFieldsProps) {
  const { problems } = useDraftContext();
  return (
    <Flex gap="xs" direction={{ base: 'column', sm: 'row' }}>
      <TextInput
        id={fieldId('request.success.body.path')}
        label="Path of the value"
        description="Dots lead inwards, numbers into lists."
        placeholder="data.status"
        flex={1}
        spellCheck={false}
        maxLength={200}
        value={condition.path}
        onChange={(event) => onChange({ ...condition, path: event.currentTarget.value })}
        error={fieldError(problems, 'request.success.body.path')}
      />
      {(condition.op === 'equals' || condition.op === 'not_equals') && (
        <TextInput
          id={fieldId('request.success.body.value')}
          label="Value"
          description="As text: true, 5, sent."
          flex={1}
          spellCheck={false}
          maxLength={200}
          value={condition.value}
          onChange={(event) => onChange({ ...condition, value: event.currentTarget.value })}
        />
      )}
      {condition.op === 'one_of' && (
        <TagsInput
          id={fieldId('request.success.body.values')}
          label="Values"
          description="Enter after each."
          flex={1}
          maxTags={20}
          acceptValueOnBlur
          value={condition.values}
          onChange={(values) => onChange({ ...condition, values })}
          error={fieldError(problems, 'request.success.body.values')}
        />
      )}
    </Flex>
  );
}

/** Another comparison of the same value; what was entered is kept as far as it fits. */
function changeOp(before: Condition | null, op: Condition['op'] | 'none'): Condition | null {
  const path = before?.path ?? '';
  const values =
    before === null ? [] : 'values' in before ? before.values : 'value' in before ? [before.value] : [];
  switch (op) {
    case 'none':
      return null;
    case 'equals':
    case 'not_equals':
      return { path, op, value: values[0] ?? '' };
    case 'one_of':
      return { path, op, values: values.filter((value) => value !== '') };
    case 'exists':
    case 'not_exists':
      return { path, op };
  }
}
