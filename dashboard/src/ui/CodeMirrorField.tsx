// CodeMirror itself, dressed in our colours. Only CodeEditor imports it, and only when needed.
import { json } from '@codemirror/lang-json';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import CodeMirror from '@uiw/react-codemirror';
import { useMemo } from 'react';
import type { CodeEditorProps } from './CodeEditor.tsx';

const look = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--mantine-color-text)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    caretColor: 'var(--mantine-color-text)',
  },
  '.cm-gutters': {
    backgroundColor: 'transparent',
    color: 'var(--mantine-color-dimmed)',
    border: 'none',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
});
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--talaria-busy)' },
  { tag: tags.string, color: 'var(--talaria-good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--talaria-warn)' },
]);
const base = [look, syntaxHighlighting(colours), EditorView.lineWrapping];

export default function CodeMirrorField(props: CodeEditorProps) {
  const { value, onChange, label, language, onReady, minHeight = 80, maxHeight = 420 } = props;
  const readOnly = onChange === undefined;
  const extensions = useMemo(
    () => [
      ...base,
      // With a tab index of its own, because what scrolls must be reached without a mouse.
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      ...(language === 'json' ? [json()] : []),
    ],
    [label, language],
  );
  return (
    <CodeMirror
      value={value}
      theme="none"
      extensions={extensions}
      editable={!readOnly}
      readOnly={readOnly}
      minHeight={`${minHeight}px`}
      maxHeight={`${maxHeight}px`}
      // Tab moves on to the next field: no one gets caught in the editor with a keyboard.
      indentWithTab={false}
      basicSetup={{
        foldGutter: false,
        lineNumbers: !readOnly,
        highlightActiveLine: false,
        autocompletion: false,
      }}
      {...(onChange && { onChange })}
      {...(onReady && { onCreateEditor: onReady })}
    />
  );
}
