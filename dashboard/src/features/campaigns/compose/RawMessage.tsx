// The same message as the Send API takes it. Form and JSON are two views of one thing; what the form does not know stays.
import type { EditorView } from '@codemirror/view';
import { Group, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { CodeEditor } from '../../../ui/CodeEditor.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { PersonaliseMenu } from '../personalise/PersonaliseMenu.tsx';
import { readTyped } from './json.ts';
import { MESSAGE_FIELD, useMessage } from './useMessage.ts';

export function RawMessage() {
  const { message, replace, problems } = useMessage();
  const [text, setText] = useState(() => JSON.stringify(message, null, 2));
  const [fault, setFault] = useState<string | null>(null);
  const editor = useRef<EditorView | null>(null);
  const type = (next: string) => {
    setText(next);
    const typed = readTyped(next);
    setFault('fault' in typed ? typed.fault : null);
    if ('message' in typed) replace(typed.message);
  };
  const insert = (output: string) => {
    const view = editor.current;
    if (!view) return;
    // Inside a JSON text a double quote would end it.
    view.dispatch(view.state.replaceSelection(output.replaceAll('"', '\\"')));
    view.focus();
  };
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" flex="1 1 14rem">
          The “message” of the Send API; every text may hold Liquid.
        </Text>
        <PersonaliseMenu onInsert={insert} where="JSON" isWide />
      </Group>
      <CodeEditor
        id={fieldId(MESSAGE_FIELD)}
        label="Message as JSON"
        quiet
        language="json"
        value={text}
        onChange={type}
        onReady={(view) => {
          editor.current = view;
        }}
        minHeight={240}
        maxHeight={560}
        error={
          fault
            ? `${fault} Until then the last version that was is kept.`
            : fieldError(problems, MESSAGE_FIELD)
        }
      />
    </Stack>
  );
}
