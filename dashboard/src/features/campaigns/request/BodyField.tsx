// The body: none, a form, rows that become JSON, or raw text with highlighting.
import type { EditorView } from '@codemirror/view';
import { Autocomplete, Group, Input, SegmentedControl, Stack } from '@mantine/core';
import { useRef } from 'react';
import type { ConnectorBody } from '../../../api/types.ts';
import { CodeEditor } from '../../../ui/CodeEditor.tsx';
import { confirmAction } from '../../../ui/confirm.tsx';
import { useDraftContext, useRequestDraft } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';
import { PersonaliseMenu } from '../personalise/PersonaliseMenu.tsx';
import { changeBodyKind } from './body.ts';
import { RowsEditor } from './RowsEditor.tsx';

const KINDS: { value: ConnectorBody['kind']; label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'form', label: 'Form' },
  { value: 'json_rows', label: 'JSON rows' },
  { value: 'raw', label: 'Raw' },
];

export function BodyField() {
  const { request, changeRequest } = useRequestDraft();
  const { body } = request;
  const setBody = (next: ConnectorBody) => changeRequest({ body: next });
  return (
    <Stack gap="xs">
      <Input.Label component="div">Body</Input.Label>
      <Group>
        <SegmentedControl
          aria-label="Kind of body"
          size="xs"
          data={KINDS}
          value={body.kind}
          onChange={(kind) => changeKind(body, kind, setBody)}
        />
      </Group>
      {body.kind === 'raw' && <RawBody body={body} onChange={setBody} />}
      {(body.kind === 'form' || body.kind === 'json_rows') && <RowsBody body={body} onChange={setBody} />}
    </Stack>
  );
}

/** What would be lost is asked about first: the draft saves itself. */
function changeKind(
  body: ConnectorBody,
  kind: ConnectorBody['kind'],
  onChange: (body: ConnectorBody) => void,
): void {
  const change = changeBodyKind(body, kind);
  const apply = () => onChange(change.body);
  if (change.loses === null) {
    apply();
    return;
  }
  confirmAction({
    title: `Change the body to “${KINDS.find(({ value }) => value === kind)?.label}”?`,
    body: `${change.loses} Until you edit it, changing back brings the present body back.`,
    verb: 'Change',
    onConfirm: apply,
  });
}

interface PartProps<K extends ConnectorBody['kind']> {
  body: Extract<ConnectorBody, { kind: K }>;
  onChange: (body: ConnectorBody) => void;
}

function RawBody({ body, onChange }: PartProps<'raw'>) {
  const { problems } = useDraftContext();
  const editor = useRef<EditorView | null>(null);
  const insert = (text: string) => {
    const view = editor.current;
    if (!view) return;
    view.dispatch(view.state.replaceSelection(text));
    view.focus();
  };
  const isJson = body.content_type.includes('json');
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Autocomplete
          aria-label="Content type"
          size="xs"
          w={260}
          data={['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'application/xml']}
          value={body.content_type}
          maxLength={100}
          onChange={(content_type) => onChange({ ...body, content_type })}
        />
        <PersonaliseMenu onInsert={insert} where="body" isWide />
      </Group>
      <CodeEditor
        id={fieldId('request.body')}
        label="Body"
        quiet
        language={isJson ? 'json' : 'text'}
        value={body.text}
        onChange={(text) => onChange({ ...body, text })}
        onReady={(view) => {
          editor.current = view;
        }}
        minHeight={200}
        error={fieldError(problems, 'request.body')}
      />
    </Stack>
  );
}

function RowsBody({ body, onChange }: PartProps<'form' | 'json_rows'>) {
  const { problems } = useDraftContext();
  const isJson = body.kind === 'json_rows';
  return (
    <RowsEditor
      title={isJson ? 'JSON' : 'Form fields'}
      noun="row"
      field="request.body.rows"
      rows={body.rows}
      empty={{ name: '', value: '' }}
      problems={problems}
      hint={
        isJson
          ? 'Dots nest: recipient.id becomes {"recipient": {"id": …}}. Numbers, true and JSON stay what they are.'
          : 'Sent as application/x-www-form-urlencoded.'
      }
      onChange={(rows) => onChange({ ...body, rows })}
    />
  );
}
