// A text field for JSON and other payloads. CodeMirror comes in its own chunk when the first one is shown.

import type { EditorView } from '@codemirror/view';
import { Box, Input, Skeleton } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import { explainMissingPart } from '../api/chunks.ts';
import classes from './CodeEditor.module.css';

const CodeMirrorField = lazy(() => import('./CodeMirrorField.tsx').catch(explainMissingPart));

export interface CodeEditorProps {
  value: string;
  onChange?: (text: string) => void;
  label: string;
  language: 'json' | 'text';
  /** Receives the editor, for inserting at the cursor. */
  onReady?: (view: EditorView) => void;
  minHeight?: number;
  maxHeight?: number;
}

interface LabelledProps extends CodeEditorProps {
  id?: string;
  description?: ReactNode;
  error?: ReactNode;
  /** Hide the visible label where a heading already says it. */
  quiet?: boolean;
}

export function CodeEditor({ id, description, error, quiet, ...editor }: LabelledProps) {
  return (
    <Input.Wrapper
      labelElement="div"
      label={quiet ? undefined : editor.label}
      description={description}
      error={error}
    >
      <Box
        id={id}
        tabIndex={id ? -1 : undefined}
        className={classes['frame']}
        data-error={Boolean(error) || undefined}
      >
        <Suspense fallback={<Skeleton h={editor.minHeight ?? 80} />}>
          <CodeMirrorField {...editor} />
        </Suspense>
      </Box>
    </Input.Wrapper>
  );
}
