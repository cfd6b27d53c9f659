// The message of a rule: a text with the name and the comment put in, or any Send API message as JSON.
import { Button, Group, Input, SegmentedControl, Stack, Textarea } from '@mantine/core';
import { useRef } from 'react';
import { CodeEditor } from '../../ui/CodeEditor.tsx';
import { type RuleDraft, readMessage, switchKind } from './ruleDraft.ts';

interface ReplyMessageProps {
  draft: RuleDraft;
  onDraft: (draft: RuleDraft) => void;
}

const PARTS = [
  { label: 'Their name', text: "{{ from.name | default: 'there' }}" },
  { label: 'Their comment', text: '{{ comment.text }}' },
];
/** "less than 2000" characters in the platform's reference. */
const MAX_TEXT = 1999;

export function ReplyMessage({ draft, onDraft }: ReplyMessageProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (text: string) => {
    const [from, to] = [area.current?.selectionStart, area.current?.selectionEnd];
    const at = from ?? draft.text.length;
    onDraft({ ...draft, text: draft.text.slice(0, at) + text + draft.text.slice(to ?? at) });
    area.current?.focus();
  };
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Input.Label>Message</Input.Label>
        <SegmentedControl
          size="xs"
          aria-label="How the message is written"
          data={[
            { value: 'text', label: 'Text' },
            { value: 'json', label: 'JSON' },
          ]}
          value={draft.kind}
          onChange={(kind) => onDraft(switchKind(draft, kind as RuleDraft['kind']))}
        />
      </Group>
      {draft.kind === 'text' ? (
        <>
          <Textarea
            ref={area}
            aria-label="Text of the message"
            autosize
            minRows={3}
            maxRows={10}
            maxLength={MAX_TEXT}
            value={draft.text}
            onChange={(event) => onDraft({ ...draft, text: event.currentTarget.value })}
          />
          <Group gap="xs">
            {PARTS.map((part) => (
              <Button key={part.label} size="compact-xs" variant="default" onClick={() => insert(part.text)}>
                {part.label}
              </Button>
            ))}
          </Group>
        </>
      ) : (
        <CodeEditor
          label="Message as JSON"
          quiet
          language="json"
          description="A Send API message: templates, quick replies, media. Texts may use {{ from.name }} and {{ comment.text }}."
          value={draft.json}
          onChange={(json) => onDraft({ ...draft, json })}
          error={readMessage(draft) === null ? 'This is not a JSON object yet.' : undefined}
          minHeight={120}
          maxHeight={320}
        />
      )}
    </Stack>
  );
}
